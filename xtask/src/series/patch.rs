//! A patch without context, as git prints it.

/// What a patch does to one file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) hunks: Vec<Hunk>,
}

/// Lines that go and lines that come at one place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hunk {
    /// The line where it is afterwards.
    pub(super) line: usize,
    pub(super) removed: Vec<String>,
    pub(super) added: Vec<String>,
}

impl File {
    pub(super) fn added(&self) -> impl Iterator<Item = &str> {
        self.hunks.iter().flat_map(|hunk| &hunk.added).map(String::as_str)
    }
}

/// Reads what `git diff-tree -p --unified=0` prints.
pub(super) fn parse(text: &str) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    // Lines of a hunk may look like headings; the numbers tell how many there are.
    let (mut going, mut coming) = (0_usize, 0_usize);
    for line in text.lines() {
        if let Some(hunk) = files.last_mut().and_then(|file| file.hunks.last_mut())
            && going + coming > 0
        {
            if let Some(line) = line.strip_prefix('-') {
                hunk.removed.push(line.to_owned());
                going = going.saturating_sub(1);
            } else if let Some(line) = line.strip_prefix('+') {
                hunk.added.push(line.to_owned());
                coming = coming.saturating_sub(1);
            }
        } else if let Some(paths) = line.strip_prefix("diff --git ") {
            let path = paths.split_once(" b/").map_or(paths, |(_, path)| path);
            files.push(File { path: path.to_owned(), hunks: Vec::new() });
        } else if let Some(place) = line.strip_prefix("@@ -")
            && let Some(file) = files.last_mut()
        {
            let mut ranges = place.split(" @@").next().unwrap_or_default().split(" +").map(range);
            let (_, gone) = ranges.next().unwrap_or_default();
            let (at, come) = ranges.next().unwrap_or_default();
            (going, coming) = (gone, come);
            file.hunks.push(Hunk { line: at, ..Hunk::default() });
        }
    }
    files
}

/// `12,3`: a line and how many; `12` is one.
fn range(text: &str) -> (usize, usize) {
    let (at, count) = text.split_once(',').unwrap_or((text, "1"));
    (at.parse().unwrap_or_default(), count.parse().unwrap_or_default())
}

#[test]
fn patches_are_read() {
    let text = "diff --git a/x y.rs b/x y.rs\nindex 1..2 100644\n--- a/x y.rs\n+++ b/x y.rs\n\
                @@ -3 +3,2 @@ fn f() {\n--- gone\n+one\n+@@ -1 +1 @@\n@@ -9,0 +11 @@\n+two\n\
                diff --git a/b b/b\nnew file mode 100644\n--- /dev/null\n+++ b/b\n@@ -0,0 +1 @@\n+x\n";
    let files = parse(text);
    assert_eq!(files.len(), 2);
    assert_eq!(files[0].path, "x y.rs");
    assert_eq!(files[0].hunks[0].removed, ["-- gone"]);
    assert_eq!(files[0].added().collect::<Vec<_>>(), ["one", "@@ -1 +1 @@", "two"]);
    assert_eq!((files[0].hunks[1].line, files[1].path.as_str()), (11, "b"));
}

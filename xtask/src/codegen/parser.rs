//! From the words of a `.x` file to what it says; every mistake is named with its place.

use super::annotations::Annotations;
use super::lexer::{Pos, SourceError, Word, words};
use super::model::{Base, Const, Count, Decl, Enum, Procedure, Source, Struct, Union};

type Result<T> = std::result::Result<T, SourceError>;

/// Parses a file; `name` is its name without `.x`.
pub(crate) fn parse(name: &str, text: &str) -> Result<Source> {
    let file = format!("xdr/{name}.x");
    let words = words(&file, text)?;
    let mut parser =
        Parser { file, words, at: 0, source: Source { name: name.to_owned(), ..Source::default() } };
    parser.file()?;
    Ok(parser.source)
}

struct Parser {
    file: String,
    words: Vec<(Word, Pos)>,
    at: usize,
    source: Source,
}

impl Parser {
    fn fail<T>(&self, pos: Pos, message: impl Into<String>) -> Result<T> {
        Err(SourceError { file: self.file.clone(), pos, message: message.into() })
    }

    /// The next word that is not a comment.
    fn peek(&mut self) -> (Word, Pos) {
        while matches!(self.words.get(self.at), Some((Word::Comment(_), _))) {
            self.at += 1;
        }
        self.words.get(self.at).or(self.words.last()).cloned().unwrap_or((Word::End, Pos::default()))
    }

    fn next(&mut self) -> (Word, Pos) {
        let word = self.peek();
        self.at += 1;
        word
    }

    /// The comment right before the next word, where annotations stand.
    fn comment(&mut self) -> Option<(String, Pos)> {
        let mut last = None;
        while let Some((Word::Comment(text), pos)) = self.words.get(self.at) {
            last = Some((text.clone(), *pos));
            self.at += 1;
        }
        last
    }

    fn sign(&mut self, sign: char) -> Result<Pos> {
        match self.next() {
            (Word::Sign(found), pos) if found == sign => Ok(pos),
            (found, pos) => self.fail(pos, format!("expected '{sign}', found {found}")),
        }
    }

    fn accept(&mut self, sign: char) -> bool {
        let found = self.peek().0 == Word::Sign(sign);
        if found {
            self.at += 1;
        }
        found
    }

    fn ident(&mut self, what: &str) -> Result<(String, Pos)> {
        match self.next() {
            (Word::Ident(name), pos) => Ok((name, pos)),
            (found, pos) => self.fail(pos, format!("expected {what}, found {found}")),
        }
    }

    fn number(&mut self) -> Result<(u64, Option<String>)> {
        match self.next() {
            (Word::Number(number), _) => Ok((number, None)),
            (Word::Ident(name), pos) => match self.source.consts.iter().find(|c| c.name == name) {
                Some(found) => Ok((found.value, Some(name))),
                None => self.fail(pos, format!("there is no constant '{name}' above")),
            },
            (found, pos) => self.fail(pos, format!("expected a number or a constant, found {found}")),
        }
    }

    fn file(&mut self) -> Result<()> {
        loop {
            let (word, pos) = self.next();
            match word {
                Word::End => return Ok(()),
                Word::Ident(word) => match word.as_str() {
                    "import" => self.import()?,
                    "const" => self.constant()?,
                    "typedef" => self.typedef()?,
                    "enum" => self.enumeration()?,
                    "struct" => self.structure()?,
                    "union" => self.union()?,
                    other => return self.fail(pos, format!("'{other}' begins no definition")),
                },
                other => return self.fail(pos, format!("expected a definition, found {other}")),
            }
        }
    }

    fn import(&mut self) -> Result<()> {
        match self.next() {
            (Word::Text(text), pos) => match text.strip_suffix(".x") {
                Some(name) => self.source.imports.push(name.to_owned()),
                None => return self.fail(pos, format!("\"{text}\" is not the name of a .x file")),
            },
            (found, pos) => return self.fail(pos, format!("expected a file's name, found {found}")),
        }
        self.sign(';').map(drop)
    }

    fn taken(&self, name: &str) -> bool {
        let source = &self.source;
        source.typedefs.iter().any(|d| d.name == name)
            || source.structs.iter().any(|d| d.name == name)
            || source.unions.iter().any(|d| d.name == name)
            || source.enums.iter().any(|d| d.name == name)
    }

    fn new_type(&mut self, what: &str) -> Result<(String, Pos)> {
        let (name, pos) = self.ident(what)?;
        if self.taken(&name) {
            return self.fail(pos, format!("'{name}' is defined twice"));
        }
        Ok((name, pos))
    }

    fn constant(&mut self) -> Result<()> {
        let (name, pos) = self.ident("a constant's name")?;
        if self.source.consts.iter().any(|c| c.name == name) {
            return self.fail(pos, format!("'{name}' is defined twice"));
        }
        self.sign('=')?;
        let (value, _) = self.number()?;
        self.sign(';')?;
        self.source.consts.push(Const { name, value });
        Ok(())
    }

    fn typedef(&mut self) -> Result<()> {
        let decl = self.declaration()?;
        if self.taken(&decl.name) {
            return self.fail(decl.pos, format!("'{}' is defined twice", decl.name));
        }
        self.sign(';')?;
        self.source.typedefs.push(decl);
        Ok(())
    }

    fn base(&mut self) -> Result<Base> {
        let (name, _) = self.ident("a type")?;
        Ok(match name.as_str() {
            "int" => Base::Int,
            "hyper" => Base::Hyper,
            "short" => Base::Short,
            "char" => Base::Char,
            "double" => Base::Double,
            "bool" => Base::Bool,
            "string" => Base::String,
            "opaque" => Base::Opaque,
            "unsigned" => {
                let (kind, pos) = self.ident("'int', 'hyper', 'short' or 'char'")?;
                match kind.as_str() {
                    "int" => Base::UnsignedInt,
                    "hyper" => Base::UnsignedHyper,
                    "short" => Base::UnsignedShort,
                    "char" => Base::UnsignedChar,
                    other => return self.fail(pos, format!("'unsigned {other}' is no type")),
                }
            }
            _ => Base::Named(name),
        })
    }

    fn declaration(&mut self) -> Result<Decl> {
        let base = self.base()?;
        let optional = self.accept('*');
        let (name, pos) = self.ident("a name")?;
        let count = if optional {
            Count::Optional
        } else if self.accept('<') {
            let (word, at) = self.peek();
            if word == Word::Sign('>') {
                return self.fail(
                    at,
                    format!("'{name}' has no bound: write how many there may be at most, '{name}<MAX>'"),
                );
            }
            let (max, constant) = self.number()?;
            self.sign('>')?;
            Count::AtMost(max, constant)
        } else if self.accept('[') {
            let (size, _) = self.number()?;
            self.sign(']')?;
            Count::Exactly(size)
        } else {
            Count::One
        };
        match (&base, &count) {
            (Base::String, Count::AtMost(..)) | (Base::Opaque, Count::AtMost(..) | Count::Exactly(_)) => {}
            (Base::String | Base::Opaque, _) => {
                return self.fail(pos, format!("'{name}' has no bound: write '{name}<MAX>'"));
            }
            (Base::Char, Count::Exactly(_)) => {}
            (_, Count::Exactly(_)) => {
                return self.fail(pos, format!("'{name}': only opaque and char have a fixed size"));
            }
            _ => {}
        }
        Ok(Decl { base, count, name, pos })
    }

    fn fields(&mut self) -> Result<Vec<Decl>> {
        self.sign('{')?;
        let mut fields: Vec<Decl> = Vec::new();
        while !self.accept('}') {
            let field = self.declaration()?;
            if fields.iter().any(|f| f.name == field.name) {
                return self.fail(field.pos, format!("field '{}' is there twice", field.name));
            }
            fields.push(field);
            self.sign(';')?;
        }
        self.sign(';')?;
        Ok(fields)
    }

    fn structure(&mut self) -> Result<()> {
        let (name, _) = self.new_type("a struct's name")?;
        let fields = self.fields()?;
        self.source.structs.push(Struct { name, fields });
        Ok(())
    }

    fn union(&mut self) -> Result<()> {
        let (name, _) = self.new_type("a union's name")?;
        let (word, at) = self.ident("'switch'")?;
        if word != "switch" {
            return self.fail(at, format!("expected 'switch', found '{word}'"));
        }
        self.sign('(')?;
        self.declaration()?;
        self.sign(')')?;
        self.sign('{')?;
        let mut cases: Vec<(Const, Decl)> = Vec::new();
        while !self.accept('}') {
            let (word, at) = self.ident("'case'")?;
            if word != "case" {
                return self.fail(at, format!("expected 'case', found '{word}'"));
            }
            let (value, constant) = self.number()?;
            if cases.iter().any(|(c, _)| c.value == value) {
                return self.fail(at, format!("case {value} is there twice"));
            }
            self.sign(':')?;
            let decl = self.declaration()?;
            self.sign(';')?;
            let name = constant.unwrap_or_else(|| format!("case_{value}"));
            cases.push((Const { name, value }, decl));
        }
        self.sign(';')?;
        self.source.unions.push(Union { name, cases });
        Ok(())
    }

    fn enumeration(&mut self) -> Result<()> {
        let (name, _) = self.new_type("an enum's name")?;
        self.sign('{')?;
        let mut values: Vec<Const> = Vec::new();
        loop {
            let comment = self.comment();
            if self.accept('}') {
                break;
            }
            let (value_name, value_pos) = self.ident("a name")?;
            self.sign('=')?;
            let (value, _) = self.number()?;
            if let Some(twin) = values.iter().find(|v| v.name == value_name || v.value == value) {
                let message =
                    format!("'{value_name} = {value}' is taken by '{} = {}'", twin.name, twin.value);
                return self.fail(value_pos, message);
            }
            if name == "procedure" {
                let annotations = self.annotations(comment)?;
                self.source.procedures.push(annotations.procedure(value_name.clone(), value, value_pos));
            }
            values.push(Const { name: value_name, value });
            if !self.accept(',') {
                self.sign('}')?;
                break;
            }
        }
        self.sign(';')?;
        if name != "procedure" {
            self.source.enums.push(Enum { name, values });
        }
        Ok(())
    }

    fn annotations(&self, comment: Option<(String, Pos)>) -> Result<Annotations> {
        let Some((text, pos)) = comment else { return Ok(Annotations::default()) };
        Annotations::parse(&text, &self.source.const_map()).or_else(|(offset, message)| {
            let pos = Pos { line: pos.line + offset, column: if offset == 0 { pos.column } else { 1 } };
            self.fail(pos, message)
        })
    }
}

impl Procedure {
    /// Whether the procedure's lines say what a caller must be allowed.
    pub(crate) fn has_rules(&self) -> bool {
        !self.acl.is_empty()
    }
}

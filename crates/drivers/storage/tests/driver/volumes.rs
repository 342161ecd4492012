//! Volumes: made, copied, measured, changed, wiped and deleted.

use std::os::unix::fs::{FileExt as _, MetadataExt as _};

use crate::common::{House, qemu_img, taken, volume_xml};
use vir_types::{
    Code, NoFlags, StorageVolCreateFlags, StorageVolDeleteFlags, StorageVolInfoFlags, StorageVolKey,
    StorageVolResizeFlags as Resize, StorageVolType, StorageVolWipeAlgorithm as Wipe,
};

const MIB: u64 = 1 << 20;

async fn xml(house: &House, key: &StorageVolKey) -> String {
    house.volumes().storage_vol_get_xml_desc(key, NoFlags::empty()).await.unwrap()
}

async fn sizes(house: &House, key: &StorageVolKey) -> (u64, u64) {
    let info = house.volumes().storage_vol_get_info(key).await.unwrap();
    (info.capacity_bytes, info.allocation_bytes)
}

#[tokio::test]
async fn raw_volumes_take_what_is_asked_for() {
    let house = House::new().await;
    let pool = house.pool("p").await;
    let sparse = house.raw(&pool, "sparse", 8 * MIB).await;
    let path = house.folder("p").join("sparse");
    assert_eq!(&*sparse.key, path.to_str().unwrap());
    assert_eq!(house.volumes().storage_vol_get_path(&sparse).await.unwrap(), &*sparse.key);
    assert_eq!(sizes(&house, &sparse).await, (8 * MIB, 0));
    assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
    let full = house.volume(&pool, &volume_xml("full", 2 * MIB, 2 * MIB, "raw")).await.unwrap();
    assert_eq!(sizes(&house, &full).await, (2 * MIB, 2 * MIB));
    // Not said means all of it.
    let xml_text = "<volume><name>all</name><capacity unit='MiB'>1</capacity><target><permissions>\
                    <mode>0644</mode></permissions></target></volume>";
    let all = house.volume(&pool, xml_text).await.unwrap();
    assert_eq!(sizes(&house, &all).await, (MIB, MIB));
    let physical = StorageVolInfoFlags::GET_PHYSICAL;
    let info = house.volumes().storage_vol_get_info_flags(&sparse, physical).await.unwrap();
    assert_eq!((info.allocation_bytes, info.kind), (8 * MIB, StorageVolType::FILE));
    let text = xml(&house, &all).await;
    let uid = std::fs::metadata(&*all.key).unwrap().uid();
    let expected = format!(
        "<volume type='file'>\n  <name>all</name>\n  <key>{key}</key>\n  <capacity unit='bytes'>1048576</capacity>\n  \
         <allocation unit='bytes'>1048576</allocation>\n  <physical unit='bytes'>1048576</physical>\n  <target>\n    \
         <path>{key}</path>\n    <format type='raw'/>\n    <permissions>\n      <mode>0644</mode>\n      \
         <owner>{uid}</owner>\n",
        key = all.key
    );
    assert!(text.starts_with(&expected), "{text}");
    assert!(text.contains("<btime>0</btime>"), "{text}");
    assert_eq!(house.names(&pool).await, ["all", "full", "sparse"]);
}

#[tokio::test]
async fn names_and_places_are_looked_up() {
    let house = House::new().await;
    let pool = house.pool("p").await;
    let key = house.raw(&pool, "a", MIB).await;
    let volumes = house.volumes();
    assert_eq!(volumes.storage_vol_lookup_by_name(&pool, "a").await.unwrap(), key);
    assert_eq!(volumes.storage_vol_lookup_by_key(&key.key).await.unwrap(), key);
    let crooked = key.key.replace("/a", "//a/");
    assert_eq!(volumes.storage_vol_lookup_by_path(&crooked).await.unwrap(), key);
    assert_eq!(house.list().storage_pool_lookup_by_volume(&key).await.unwrap(), pool);
    let error = volumes.storage_vol_lookup_by_path("/x//y").await.unwrap_err();
    let text = "Storage volume not found: no storage vol with matching path '/x//y' (/x/y)";
    assert_eq!((error.code(), error.message()), (Code::NO_STORAGE_VOL, text));
    let error = volumes.storage_vol_lookup_by_name(&pool, "b").await.unwrap_err();
    assert!(error.message().ends_with("no storage vol with matching name 'b'"));
    let error = volumes.storage_vol_lookup_by_key("/a").await.unwrap_err();
    assert!(error.message().ends_with("no storage vol with matching key /a"));
    for (name, code) in [
        ("a", Code::STORAGE_VOL_EXIST),
        ("x/y", Code::OPERATION_INVALID),
        (".", Code::OPERATION_INVALID),
        ("..", Code::OPERATION_INVALID),
        ("tab\tbed", Code::XML_DETAIL),
        (&"n".repeat(300), Code::SYSTEM_ERROR),
    ] {
        let error = house.volume(&pool, &volume_xml(name, MIB, 0, "raw")).await.unwrap_err();
        assert_eq!(error.code(), code, "{name}: {error}");
    }
    // A file that the pool does not know of yet is not overwritten.
    std::fs::write(house.folder("p").join("foreign"), "precious").unwrap();
    let error = house.volume(&pool, &volume_xml("foreign", MIB, 0, "qcow2")).await.unwrap_err();
    assert!(error.message().contains("volume target path '"), "{error}");
    assert_eq!(std::fs::read(house.folder("p").join("foreign")).unwrap(), b"precious");
    assert_eq!(house.names(&pool).await, ["a"]);
}

#[tokio::test]
async fn qcow2_volumes_are_what_was_asked_for() {
    let house = House::new().await;
    let pool = house.pool("p").await;
    let base = house.volume(&pool, &volume_xml("base.qcow2", 64 * MIB, 0, "qcow2")).await.unwrap();
    assert_eq!(sizes(&house, &base).await.0, 64 * MIB);
    assert_eq!(std::fs::metadata(&*base.key).unwrap().mode() & 0o7777, 0o600);
    let top = format!(
        "<volume><name>top.qcow2</name><capacity>{}</capacity><target><format type='qcow2'/>\
         <permissions><mode>0640</mode></permissions><compat>1.1</compat><clusterSize unit='KiB'>128</clusterSize>\
         <features><lazy_refcounts/></features></target>\
         <backingStore><path>{}</path><format type='qcow2'/></backingStore></volume>",
        128 * MIB,
        base.key
    );
    let top = house.volume(&pool, &top).await.unwrap();
    assert_eq!(std::fs::metadata(&*top.key).unwrap().mode() & 0o7777, 0o640);
    let said = qemu_img(&["info", "--output=json", &top.key]);
    assert!(said.contains("\"lazy-refcounts\": true") && said.contains("\"cluster-size\": 131072"), "{said}");
    assert!(said.contains("\"backing-filename-format\": \"qcow2\""), "{said}");

    // Found again in the folder it is the same.
    house.pools().storage_pool_refresh(&pool, NoFlags::empty()).await.unwrap();
    let text = xml(&house, &top).await;
    for part in [
        "<capacity unit='bytes'>134217728</capacity>",
        "<format type='qcow2'/>",
        "<compat>1.1</compat>",
        "<clusterSize unit='B'>131072</clusterSize>",
        "<features>\n      <lazy_refcounts/>\n    </features>",
        &format!("<backingStore>\n    <path>{}</path>\n    <format type='qcow2'/>", base.key),
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // A volume with something under it need not say how large it is.
    let short = "<volume><name>short</name><target><format type='qcow2'/></target><backingStore><path>base.qcow2</path>\
         <format type='qcow2'/></backingStore></volume>";
    let short = house.volume(&pool, short).await.unwrap();
    assert_eq!(sizes(&house, &short).await.0, 64 * MIB);
}

#[tokio::test]
async fn what_cannot_be_made_leaves_nothing() {
    let house = House::new().await;
    let pool = house.pool("p").await;
    let capacity = format!("<capacity>{MIB}</capacity>");
    let missing = "<backingStore><path>/no/such</path><format type='raw'/></backingStore>";
    let qcow2 = "<target><format type='qcow2'/></target>";
    for (body, text) in [
        (format!("{capacity}{qcow2}{missing}"), "inaccessible backing store volume /no/such: No such file"),
        (format!("{capacity}{missing}"), "backing storage not supported for raw volumes"),
        (
            format!("{capacity}<target><format type='qcow2'/><clusterSize>3</clusterSize></target>"),
            "unexpected exit status 1: qemu-img: ",
        ),
        (
            format!("{capacity}<target><format type='vmdk'/><compat>1.1</compat></target>"),
            "only available with",
        ),
        (format!("{capacity}<target><format type='ploop'/></target>"), "unable to find ploop"),
        (
            format!("{capacity}<target><format type='dir'/></target>{missing}"),
            "not supported for directories",
        ),
        (
            format!(
                "{capacity}<target><format type='qcow2'/><encryption format='luks'><secret type='passphrase' \
                 uuid='5d7c4ae8-6d5c-4e8b-a6a1-3f5d9b2c0a11'/></encryption></target>"
            ),
            "does not support encrypted volumes",
        ),
        ("<capacity unit='EiB'>15</capacity>".to_owned(), "cannot extend file '"),
    ] {
        let error = house.volume(&pool, &format!("<volume><name>v</name>{body}</volume>")).await.unwrap_err();
        assert!(error.message().contains(text), "{text}: {error}");
        assert!(house.names(&pool).await.is_empty(), "{text}");
        assert_eq!(std::fs::read_dir(house.folder("p")).unwrap().count(), 0, "{text}");
    }
    assert_eq!(std::fs::read_dir(house.root.join("run/storage/unfinished")).unwrap().count(), 0);
    let flags = StorageVolCreateFlags::PREALLOC_METADATA;
    let xml = volume_xml("v", MIB, 0, "raw");
    let error = house.volumes().storage_vol_create_xml(&pool, &xml, flags).await.unwrap_err();
    assert!(error.message().ends_with("metadata preallocation is not supported for raw volumes"), "{error}");
    let bad = "<volume><name>v</name><capacity>1</capacity><nonsense/></volume>";
    let flags = StorageVolCreateFlags::VALIDATE;
    assert!(house.volumes().storage_vol_create_xml(&pool, bad, flags).await.is_err());
    // The pool can be stopped: nothing is under way any more.
    house.pools().storage_pool_destroy(&pool).await.unwrap();
}

#[tokio::test]
async fn copies_have_the_content_and_the_holes() {
    let house = House::new().await;
    let (one, two) = (house.pool("one").await, house.pool("two").await);
    let source = house.raw(&one, "source", 32 * MIB).await;
    let file = std::fs::File::options().write(true).open(&*source.key).unwrap();
    file.write_all_at(b"near the end", 30 * MIB).unwrap();
    let clone = async |pool, name: &str, allocation, format: &str, from: &StorageVolKey, flags| {
        let xml = volume_xml(name, MIB, allocation, format);
        house.volumes().storage_vol_create_xml_from(pool, &xml, from, flags).await
    };
    let none = StorageVolCreateFlags::empty();
    let copy = clone(&two, "copy", 0, "raw", &source, none).await.unwrap();
    assert_eq!(sizes(&house, &copy).await.0, 32 * MIB, "a copy is as large as its origin");
    assert!(taken(copy.key.as_ref().as_ref()) < MIB);
    assert_eq!(std::fs::read(&*copy.key).unwrap(), std::fs::read(&*source.key).unwrap());
    let dense = clone(&two, "dense", 32 * MIB, "raw", &source, none).await.unwrap();
    assert_eq!(taken(dense.key.as_ref().as_ref()), 32 * MIB);
    assert_eq!(std::fs::read(&*dense.key).unwrap(), std::fs::read(&*source.key).unwrap());
    // Not said means all of it.
    let xml = format!("<volume><name>whole</name><capacity>{MIB}</capacity></volume>");
    let whole = house.volumes().storage_vol_create_xml_from(&two, &xml, &source, none).await.unwrap();
    assert_eq!(sizes(&house, &whole).await, (32 * MIB, 32 * MIB));
    let qcow2 = clone(&one, "converted", 0, "qcow2", &copy, none).await.unwrap();
    assert_eq!(qemu_img(&["compare", &qcow2.key, &copy.key]), "Images are identical.\n");
    let back = clone(&one, "back", 0, "raw", &qcow2, none).await.unwrap();
    assert_eq!(std::fs::read(&*back.key).unwrap(), std::fs::read(&*source.key).unwrap());
    assert_eq!(std::fs::metadata(&*back.key).unwrap().mode() & 0o7777, 0o600);
    let error = clone(&one, "back", 0, "raw", &source, none).await.unwrap_err();
    assert_eq!(error.message(), "internal error: storage volume name 'back' already in use.");
    // Whether blocks can be shared depends on the file system; if not, nothing is left.
    let shared = clone(&one, "shared", 0, "raw", &source, StorageVolCreateFlags::REFLINK).await;
    match shared {
        Ok(shared) => {
            assert_eq!(std::fs::read(&*shared.key).unwrap(), std::fs::read(&*source.key).unwrap());
        }
        Err(error) => {
            assert!(error.message().starts_with("failed to clone files from '"), "{error}");
            assert!(!house.folder("one").join("shared").exists());
        }
    }
    house.pools().storage_pool_destroy(&two).await.unwrap();
    let error = clone(&one, "late", 0, "raw", &copy, none).await.unwrap_err();
    assert!(error.message().ends_with("storage pool 'two' is not active"), "{error}");
}

#[tokio::test]
async fn volumes_grow_and_shrink() {
    let house = House::new().await;
    let pool = house.pool("p").await;
    let raw = house.raw(&pool, "raw", 4 * MIB).await;
    let resize = async |key: &StorageVolKey, size, flags| {
        house.volumes().storage_vol_resize(key, size, flags).await.map_err(|error| error.message().to_owned())
    };
    resize(&raw, 6 * MIB, Resize::empty()).await.unwrap();
    resize(&raw, MIB, Resize::DELTA).await.unwrap();
    assert_eq!(sizes(&house, &raw).await, (7 * MIB, 0));
    let refused = resize(&raw, MIB, Resize::empty()).await.unwrap_err();
    assert!(refused.contains("Can't shrink capacity below current capacity unless shrink flag"), "{refused}");
    resize(&raw, 5 * MIB, Resize::SHRINK | Resize::DELTA).await.unwrap();
    assert_eq!(sizes(&house, &raw).await, (2 * MIB, 0));
    resize(&raw, 3 * MIB, Resize::ALLOCATE).await.unwrap();
    assert_eq!(sizes(&house, &raw).await, (3 * MIB, 3 * MIB));
    let refused = resize(&raw, MIB, Resize::SHRINK).await.unwrap_err();
    assert!(refused.ends_with("can't shrink capacity below existing allocation"), "{refused}");
    let refused = resize(&raw, u64::MAX, Resize::DELTA).await.unwrap_err();
    assert!(refused.contains("cannot grow"), "{refused}");
    let refused = resize(&raw, 1 << 60, Resize::ALLOCATE).await.unwrap_err();
    assert!(refused.ends_with("Not enough space left in storage pool"), "{refused}");

    let qcow2 = house.volume(&pool, &volume_xml("q", 8 * MIB, 0, "qcow2")).await.unwrap();
    resize(&qcow2, 16 * MIB + 1, Resize::empty()).await.unwrap();
    assert_eq!(sizes(&house, &qcow2).await.0, 16 * MIB + 512);
    resize(&qcow2, 8 * MIB, Resize::SHRINK).await.unwrap();
    assert_eq!(sizes(&house, &qcow2).await.0, 8 * MIB);
    let refused = resize(&qcow2, 32 * MIB, Resize::ALLOCATE).await.unwrap_err();
    assert!(refused.ends_with("preallocate is only supported for raw type volume"), "{refused}");
}

#[tokio::test]
async fn wiped_volumes_have_nothing_left() {
    let house = House::new().await;
    let pool = house.pool("p").await;
    let sparse = house.raw(&pool, "sparse", 8 * MIB).await;
    let full = house.volume(&pool, &volume_xml("full", MIB, MIB, "raw")).await.unwrap();
    for key in [&sparse, &full] {
        let file = std::fs::File::options().write(true).open(&*key.key).unwrap();
        file.write_all_at(b"secret", 1000).unwrap();
        let volumes = house.volumes();
        volumes.storage_vol_wipe(key, NoFlags::empty()).await.unwrap();
        assert!(std::fs::read(&*key.key).unwrap().iter().all(|byte| *byte == 0));
    }
    assert_eq!(sizes(&house, &sparse).await, (8 * MIB, 0));
    assert_eq!(sizes(&house, &full).await, (MIB, MIB));
    let image = house.volume(&pool, &volume_xml("q", 8 * MIB, 0, "qcow2")).await.unwrap();
    house.volumes().storage_vol_wipe(&image, NoFlags::empty()).await.unwrap();
    assert!(xml(&house, &image).await.contains("<format type='raw'/>"));
    let wipe = async |algorithm| {
        let done = house.volumes().storage_vol_wipe_pattern(&full, algorithm, NoFlags::empty()).await;
        done.map_err(|error| (error.code(), error.message().to_owned()))
    };
    assert_eq!(wipe(Wipe::TRIM).await.unwrap_err().0, Code::ARGUMENT_UNSUPPORTED);
    let (code, text) = wipe(Wipe(77)).await.unwrap_err();
    assert!(code == Code::INVALID_ARG && text.ends_with("wiping algorithm 77 not supported"), "{text}");
    match vir_util::process::find_program("scrub") {
        Some(_) => wipe(Wipe::RANDOM).await.unwrap(),
        None => {
            let (_, text) = wipe(Wipe::RANDOM).await.unwrap_err();
            assert_eq!(text, "Cannot find 'scrub' in path: No such file or directory");
        }
    }
}

#[tokio::test]
async fn deleted_volumes_are_gone() {
    let house = House::new().await;
    let pool = house.pool("p").await;
    let file = house.raw(&pool, "file", MIB).await;
    let folder = house
        .volume(
            &pool,
            "<volume><name>d</name><capacity>0</capacity><target><format type='dir'/></target></volume>",
        )
        .await
        .unwrap();
    let info = house.volumes().storage_vol_get_info(&folder).await.unwrap();
    assert_eq!((info.kind, info.capacity_bytes), (StorageVolType::DIR, 0));
    let delete = async |key, flags| house.volumes().storage_vol_delete(key, flags).await;
    let flags = StorageVolDeleteFlags::WITH_SNAPSHOTS;
    assert_eq!(delete(&file, flags).await.unwrap_err().code(), Code::INVALID_ARG);
    std::fs::write(house.folder("p").join("d/inside"), "").unwrap();
    let error = delete(&folder, StorageVolDeleteFlags::NORMAL).await.unwrap_err();
    assert!(error.message().starts_with("cannot remove directory '"), "{error}");
    std::fs::remove_file(house.folder("p").join("d/inside")).unwrap();
    for key in [&file, &folder] {
        delete(key, StorageVolDeleteFlags::NORMAL).await.unwrap();
        assert!(!std::fs::exists(&*key.key).unwrap());
    }
    assert!(house.names(&pool).await.is_empty());
    let error = delete(&file, StorageVolDeleteFlags::NORMAL).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_STORAGE_VOL);
}

#[tokio::test]
async fn only_what_can_be_a_volume_is_found() {
    let house = House::new().await;
    let pool = house.pool("p").await;
    let at = |name: &str| house.folder("p").join(name);
    std::fs::write(at("raw"), [7; 5000]).unwrap();
    std::fs::create_dir(at("lost+found")).unwrap();
    std::os::unix::fs::symlink("raw", at("link")).unwrap();
    std::os::unix::fs::symlink("nowhere", at("dangling")).unwrap();
    std::os::unix::fs::symlink("loop", at("loop")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", at("device")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    let made = vir_util::process::command("mkfifo").arg(at("fifo")).status().unwrap();
    assert!(made.success());
    std::os::unix::fs::symlink("fifo", at("to-fifo")).unwrap();
    std::fs::write(at("new\nline"), "").unwrap();
    let base = qemu_img(&[
        "create",
        "-q",
        "-u",
        "-f",
        "qcow2",
        "-b",
        "gone",
        "-F",
        "raw",
        at("orphan").to_str().unwrap(),
        "1M",
    ]);
    assert!(base.is_empty());
    house.pools().storage_pool_refresh(&pool, NoFlags::empty()).await.unwrap();
    assert_eq!(house.names(&pool).await, ["link", "lost+found", "orphan", "raw"]);
    let orphan = house.volumes().storage_vol_lookup_by_name(&pool, "orphan").await.unwrap();
    let text = xml(&house, &orphan).await;
    let expected = format!(
        "<backingStore>\n    <path>{}</path>\n    <format type='raw'/>\n  </backingStore>",
        at("gone").display()
    );
    assert!(text.contains(&expected), "{text}");
    let folder = house.volumes().storage_vol_lookup_by_name(&pool, "lost+found").await.unwrap();
    let text = xml(&house, &folder).await;
    assert!(text.starts_with("<volume type='dir'>"), "{text}");
    assert!(text.contains("<format type='dir'/>") && !text.contains("<physical"), "{text}");
    let raw = house.volumes().storage_vol_lookup_by_name(&pool, "raw").await.unwrap();
    std::fs::remove_file(at("raw")).unwrap();
    let error = house.volumes().storage_vol_get_info(&raw).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_STORAGE_VOL);
}

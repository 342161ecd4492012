//! Pools: their lives, what lasts of them, and who hears of it.

use crate::common::House;
use vir_types::{
    Code, ConnectListAllStoragePoolsFlags as List, NoFlags, StoragePoolBuildFlags, StoragePoolCreateFlags,
    StoragePoolDefineFlags, StoragePoolDeleteFlags, StoragePoolEventId, StoragePoolState, StorageXmlFlags,
};

#[tokio::test]
async fn a_pool_lives_and_everybody_hears_of_it() {
    let house = House::new().await;
    let pools = house.pools();
    let mut life = house
        .events()
        .connect_storage_pool_event_register_any(None, StoragePoolEventId::LIFECYCLE)
        .await
        .unwrap();
    let mut refreshes = house
        .events()
        .connect_storage_pool_event_register_any(None, StoragePoolEventId::REFRESH)
        .await
        .unwrap();

    let key = house.define("a").await;
    assert!(!pools.storage_pool_is_active(&key).await.unwrap());
    assert!(pools.storage_pool_is_persistent(&key).await.unwrap());
    let error = pools.storage_pool_create(&key, StoragePoolCreateFlags::empty()).await.unwrap_err();
    assert_eq!(error.code(), Code::SYSTEM_ERROR);
    let missing =
        format!("cannot open directory '{}': No such file or directory", house.folder("a").display());
    assert_eq!(error.message(), missing);
    assert!(!pools.storage_pool_is_active(&key).await.unwrap());

    pools.storage_pool_build(&key, StoragePoolBuildFlags::NEW).await.unwrap();
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(house.folder("a")).unwrap());
    assert_eq!(mode & 0o7777, 0o711);
    pools.storage_pool_create(&key, StoragePoolCreateFlags::empty()).await.unwrap();
    let again = pools.storage_pool_create(&key, StoragePoolCreateFlags::empty()).await.unwrap_err();
    assert!(again.message().ends_with("storage pool 'a' is already active"), "{again}");
    let info = pools.storage_pool_get_info(&key).await.unwrap();
    assert_eq!(info.state, StoragePoolState::RUNNING);
    assert!(info.capacity_bytes >= info.available_bytes && info.capacity_bytes > 0);
    assert_eq!(info.capacity_bytes - info.available_bytes, info.allocation_bytes);

    std::fs::write(house.folder("a").join("new"), "content").unwrap();
    assert!(house.names(&key).await.is_empty());
    pools.storage_pool_refresh(&key, NoFlags::empty()).await.unwrap();
    assert_eq!(house.names(&key).await, ["new"]);

    let error = pools.storage_pool_undefine(&key).await.unwrap_err();
    assert!(error.message().ends_with("storage pool 'a' is still active"), "{error}");
    let error = pools.storage_pool_delete(&key, StoragePoolDeleteFlags::NORMAL).await.unwrap_err();
    assert_eq!(error.code(), Code::OPERATION_INVALID);
    pools.storage_pool_destroy(&key).await.unwrap();
    let error = house.volumes().storage_pool_num_of_volumes(&key).await.unwrap_err();
    assert!(error.message().ends_with("storage pool 'a' is not active"), "{error}");
    let error = pools.storage_pool_delete(&key, StoragePoolDeleteFlags::NORMAL).await.unwrap_err();
    assert!(error.message().starts_with("failed to remove pool '"), "{error}");
    std::fs::remove_file(house.folder("a").join("new")).unwrap();
    pools.storage_pool_delete(&key, StoragePoolDeleteFlags::NORMAL).await.unwrap();
    assert!(!house.folder("a").exists());
    pools.storage_pool_undefine(&key).await.unwrap();
    let error = pools.storage_pool_is_active(&key).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_STORAGE_POOL);

    let mut seen = Vec::new();
    while let Some(event) = life.try_recv() {
        seen.push(format!("{:?}", event.payload));
    }
    let words = ["DEFINED", "CREATED", "STARTED", "STOPPED", "DELETED", "UNDEFINED"];
    assert_eq!(seen.len(), words.len(), "{seen:?}");
    assert!(seen.iter().zip(words).all(|(event, word)| event.contains(word)), "{seen:?}");
    assert!(refreshes.try_recv().is_some() && refreshes.try_recv().is_none());
}

#[tokio::test]
async fn building_minds_what_the_definition_says() {
    let house = House::new().await;
    let path = house.folder("deep/er");
    let xml = format!(
        "<pool type='dir'><name>b</name><target><path>{}//</path><permissions><mode>0750</mode></permissions>\
         </target></pool>",
        path.display()
    );
    let key = house.pools().storage_pool_define_xml(&xml, StoragePoolDefineFlags::VALIDATE).await.unwrap();
    house.pools().storage_pool_create(&key, StoragePoolCreateFlags::WITH_BUILD).await.unwrap();
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&path).unwrap());
    assert_eq!(mode & 0o7777, 0o750);
    let text = house.pools().storage_pool_get_xml_desc(&key, StorageXmlFlags::empty()).await.unwrap();
    assert!(text.contains(&format!("<path>{}</path>", path.display())), "{text}");
    assert!(text.contains("<mode>0750</mode>"), "{text}");
    house.pools().storage_pool_destroy(&key).await.unwrap();

    use StoragePoolBuildFlags as Flags;
    let both = house.pools().storage_pool_build(&key, Flags::OVERWRITE | Flags::NO_OVERWRITE).await;
    assert!(both.unwrap_err().message().ends_with("are mutually exclusive"));
    for flags in [Flags::OVERWRITE, Flags::NO_OVERWRITE] {
        let error = house.pools().storage_pool_build(&key, flags).await.unwrap_err();
        assert!(error.message().ends_with("No source device specified when formatting pool 'b'"), "{error}");
    }
    let error = house.pools().storage_pool_build(&key, Flags::REPAIR).await.unwrap_err();
    assert_eq!(error.code(), Code::INVALID_ARG);
}

#[tokio::test]
async fn what_runs_and_what_is_defined_lasts() {
    let mut house = House::new().await;
    house.pool("kept").await;
    let stopped = house.pool("stopped").await;
    house.pools().storage_pool_destroy(&stopped).await.unwrap();
    let started = house.define("started").await;
    std::fs::create_dir_all(house.folder("started")).unwrap();
    house.pools().storage_pool_set_autostart(&started, true).await.unwrap();
    house.pools().storage_pool_set_autostart(&started, true).await.unwrap();
    let link = house.root.join("etc/storage/autostart/started.xml");
    assert_eq!(std::fs::read_link(&link).unwrap(), house.root.join("etc/storage/started.xml"));
    std::fs::create_dir_all(house.folder("transient")).unwrap();
    let xml = house.pool_xml("transient");
    let transient =
        house.pools().storage_pool_create_xml(&xml, StoragePoolCreateFlags::empty()).await.unwrap();
    let error = house.pools().storage_pool_set_autostart(&transient, true).await.unwrap_err();
    assert!(error.message().ends_with("pool has no config file"), "{error}");
    let state = std::fs::read_to_string(house.root.join("run/storage/transient.xml")).unwrap();
    assert!(state.contains("<poolstate>\n  <pool type='dir'>"), "{state}");

    house.start().await;
    let active = house.list().connect_list_storage_pools(10).await.unwrap();
    assert_eq!(active, ["kept", "transient"], "the daemon was started anew, not the host");
    assert!(!house.pools().storage_pool_is_persistent(&transient).await.unwrap());
    assert_eq!(house.list().connect_list_defined_storage_pools(10).await.unwrap(), ["started", "stopped"]);
    assert!(house.pools().storage_pool_get_autostart(&started).await.unwrap());

    house.boot().await;
    assert_eq!(house.list().connect_list_storage_pools(10).await.unwrap(), ["started"]);
    assert_eq!(house.list().connect_num_of_defined_storage_pools().await.unwrap(), 2);
    let text = house.pools().storage_pool_get_xml_desc(&started, StorageXmlFlags::INACTIVE).await.unwrap();
    assert!(text.contains(&started.uuid.to_string()), "{text}");
    house.pools().storage_pool_destroy(&started).await.unwrap();
    house.pools().storage_pool_undefine(&started).await.unwrap();
    assert!(!link.exists() && std::fs::symlink_metadata(&link).is_err());
}

#[tokio::test]
async fn a_new_definition_of_a_running_pool_waits_for_its_stop() {
    let house = House::new().await;
    let key = house.pool("a").await;
    let xml = format!(
        "<pool type='dir'><name>a</name><uuid>{}</uuid><target><path>/elsewhere</path></target></pool>",
        key.uuid
    );
    house.pools().storage_pool_define_xml(&xml, StoragePoolDefineFlags::empty()).await.unwrap();
    let text = async |flags| house.pools().storage_pool_get_xml_desc(&key, flags).await.unwrap();
    assert!(!text(StorageXmlFlags::empty()).await.contains("/elsewhere"));
    assert!(text(StorageXmlFlags::INACTIVE).await.contains("/elsewhere"));
    house.pools().storage_pool_destroy(&key).await.unwrap();
    assert!(text(StorageXmlFlags::empty()).await.contains("/elsewhere"));

    // Started from another document it is what that says, until it stops.
    let xml = house.pool_xml("a").replace("<name>", &format!("<uuid>{}</uuid><name>", key.uuid));
    house.pools().storage_pool_create_xml(&xml, StoragePoolCreateFlags::empty()).await.unwrap();
    assert!(!text(StorageXmlFlags::empty()).await.contains("/elsewhere"));
    let error =
        house.pools().storage_pool_create_xml(&xml, StoragePoolCreateFlags::empty()).await.unwrap_err();
    assert!(error.message().ends_with("pool is already active as 'a'"), "{error}");
    house.pools().storage_pool_destroy(&key).await.unwrap();
    assert!(text(StorageXmlFlags::empty()).await.contains("/elsewhere"));
}

#[tokio::test]
async fn what_cannot_be_is_refused_in_libvirts_words() {
    let house = House::new().await;
    let key = house.define("a").await;
    let define = async |xml: String| {
        let done = house.pools().storage_pool_define_xml(&xml, StoragePoolDefineFlags::empty()).await;
        let error = done.expect_err(&xml);
        (error.code(), error.message().to_owned())
    };
    let fs = "<pool type='fs'><name>f</name><source><device path='/dev/x'/></source>\
              <target><path>/x</path></target></pool>";
    let (code, text) = define(fs.into()).await;
    assert_eq!(
        (code, &*text),
        (Code::INTERNAL_ERROR, "internal error: missing backend for pool type 1 (fs)")
    );
    let (code, text) = define(house.pool_xml("a")).await;
    assert_eq!(code, Code::OPERATION_FAILED);
    assert_eq!(text, format!("operation failed: pool 'a' already exists with uuid {}", key.uuid));
    let (_, text) = define(house.pool_xml("a").replace("<name>a", "<name>b")).await;
    assert_eq!(text, "operation failed: Storage source conflict with pool: 'a'");
    let other = house.pool_xml("c").replace("<name>", &format!("<uuid>{}</uuid><name>", key.uuid));
    let (_, text) = define(other).await;
    assert_eq!(text, format!("operation failed: pool 'a' is already defined with uuid {}", key.uuid));
    assert_eq!(define(house.pool_xml("c").replace("<name>c", "<name>.c")).await.0, Code::XML_ERROR);
    assert_eq!(define(house.pool_xml("c").replace("<name>c", "<name>c\nd")).await.0, Code::XML_DETAIL);
    assert_eq!(define(house.pool_xml("c").replace("<name>c", "<name>c/d")).await.0, Code::XML_ERROR);

    let list = house.list();
    let find = async |kind| {
        let found = list.connect_find_storage_pool_sources(kind, None, NoFlags::empty()).await;
        found.unwrap_err().message().to_owned()
    };
    assert!(find("dir").await.ends_with("pool type 'dir' does not support source discovery"));
    assert!(find("netfs").await.ends_with("missing backend for pool type 2 (netfs)"));
    assert!(find("x").await.ends_with("unknown storage pool type x"));
    let caps = list.connect_get_storage_pool_capabilities(NoFlags::empty()).await.unwrap();
    assert!(caps.contains("<pool type='dir' supported='yes'>"), "{caps}");
    assert!(caps.contains("<pool type='fs' supported='no'>"), "{caps}");
    let error = list.storage_pool_lookup_by_name("none").await.unwrap_err();
    assert_eq!(error.message(), "Storage pool not found: no storage pool with matching name 'none'");
}

#[tokio::test]
async fn lists_choose() {
    let house = House::new().await;
    let running = house.pool("running").await;
    house.define("defined").await;
    std::fs::create_dir_all(house.folder("transient")).unwrap();
    let xml = house.pool_xml("transient");
    house.pools().storage_pool_create_xml(&xml, StoragePoolCreateFlags::empty()).await.unwrap();
    house.pools().storage_pool_set_autostart(&running, true).await.unwrap();
    for (flags, expected) in [
        (List::empty(), &["defined", "running", "transient"][..]),
        (List::ACTIVE, &["running", "transient"]),
        (List::INACTIVE | List::ACTIVE, &["defined", "running", "transient"]),
        (List::ACTIVE | List::PERSISTENT, &["running"]),
        (List::TRANSIENT, &["transient"]),
        (List::AUTOSTART, &["running"]),
        (List::DIR | List::FS, &["defined", "running", "transient"]),
        (List::FS | List::ISCSI_DIRECT, &[]),
    ] {
        let listed = house.list().connect_list_all_storage_pools(flags).await.unwrap();
        let names: Vec<_> = listed.iter().map(|key| &*key.name).collect();
        assert_eq!(names, expected, "{flags:?}");
    }
    let path = format!("{}/", house.folder("running").display());
    assert_eq!(house.list().storage_pool_lookup_by_target_path(&path).await.unwrap(), running);
    let error = house.list().storage_pool_lookup_by_target_path("/a//b/").await.unwrap_err();
    assert!(
        error.message().ends_with("no storage pool with matching target path '/a//b/' (/a/b)"),
        "{error}"
    );
}

#[tokio::test]
async fn a_folder_of_libvirts_files_is_used_as_it_is() {
    let mut house = House::new().await;
    let config = house.root.join("etc/storage");
    let uuid = "5d7c4ae8-6d5c-4e8b-a6a1-3f5d9b2c0a11";
    let target = house.folder("old");
    std::fs::create_dir_all(&target).unwrap();
    let file = format!(
        "<!--\nWARNING: THIS IS AN AUTO-GENERATED FILE.\n-->\n\n<pool type='dir'>\n  <name>old</name>\n  \
         <uuid>{uuid}</uuid>\n  <capacity unit='bytes'>0</capacity>\n  <allocation unit='bytes'>0</allocation>\n  \
         <available unit='bytes'>0</available>\n  <source>\n  </source>\n  <target>\n    <path>{}</path>\n  \
         </target>\n</pool>\n",
        target.display()
    );
    std::fs::write(config.join("old.xml"), &file).unwrap();
    std::fs::write(config.join("wrong.xml"), &file).unwrap();
    std::fs::write(config.join("broken.xml"), "<pool").unwrap();
    std::os::unix::fs::symlink(config.join("old.xml"), config.join("autostart/old.xml")).unwrap();
    let fs = "<pool type='fs'><name>disk</name><source><device path='/dev/x'/></source>\
              <target><path>/x</path></target></pool>";
    std::fs::write(config.join("disk.xml"), fs).unwrap();
    house.boot().await;
    let listed = house.list().connect_list_all_storage_pools(List::empty()).await.unwrap();
    let names: Vec<_> = listed.iter().map(|key| &*key.name).collect();
    assert_eq!(names, ["disk", "old"]);
    assert_eq!(listed[1].uuid.to_string(), uuid);
    assert!(house.pools().storage_pool_is_active(&listed[1]).await.unwrap());
    assert_eq!(std::fs::read_to_string(config.join("old.xml")).unwrap(), file, "it was read, not written");
    let error =
        house.pools().storage_pool_create(&listed[0], StoragePoolCreateFlags::empty()).await.unwrap_err();
    assert!(error.message().ends_with("missing backend for pool type 1 (fs)"), "{error}");
    house.pools().storage_pool_undefine(&listed[0]).await.unwrap();
    assert!(!config.join("disk.xml").exists());
}

#[tokio::test]
async fn a_folder_that_vanishes_stops_its_pool() {
    let mut house = House::new().await;
    let key = house.pool("a").await;
    std::fs::remove_dir(house.folder("a")).unwrap();
    assert!(house.pools().storage_pool_refresh(&key, NoFlags::empty()).await.is_err());
    assert!(!house.pools().storage_pool_is_active(&key).await.unwrap());
    let other = house.pool("b").await;
    std::fs::remove_dir(house.folder("b")).unwrap();
    house.start().await;
    assert!(!house.pools().storage_pool_is_active(&other).await.unwrap());
    assert!(!house.root.join("run/storage/b.xml").exists());
}

#[tokio::test]
async fn two_drivers_do_not_share_a_folder() {
    let house = House::new().await;
    let options = vir_driver_storage::Options::new(vir_driver_storage::Roots::under(&house.root), true);
    let error = vir_driver_storage::Factory::start(options).await.err().unwrap();
    assert!(error.message().contains("another daemon (process "), "{error}");
}

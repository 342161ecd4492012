//! Domain documents: what is kept, completed, refused and shown.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use expect_test::{Expect, expect};
use vir_conf::{Defaults, DomainDef, Features, XmlFormat};

fn load(xml: &str) -> vir_types::Result<DomainDef> {
    let mut random = |bytes: &mut [u8]| bytes.fill(0xab);
    DomainDef::load(xml, &mut Defaults::new(&mut random).with_arch("x86_64"))
}

#[track_caller]
fn show(result: vir_types::Result<DomainDef>, expect: Expect) {
    let shown = match result {
        Ok(def) => def.to_xml(),
        Err(error) => {
            let [line, column] = error.extra().numbers;
            format!("error {}: {error} @{line}:{column}\n", error.code().0)
        }
    };
    expect.assert_eq(&shown);
}

/// Parses and writes.
#[track_caller]
fn check(xml: &str, expect: Expect) {
    show(DomainDef::parse(xml), expect);
}

/// Loads as a definition and writes.
#[track_caller]
fn check_load(xml: &str, expect: Expect) {
    show(load(xml), expect);
}

/// A loadable guest with something more in it.
fn with(more: &str) -> String {
    format!("<domain type='test'><name>a</name><memory>1024</memory><os><type>hvm</type></os>{more}</domain>")
}

#[test]
fn memballoon_period_must_be_a_number() {
    let xml = "<domain type='test'><name>a</name><devices><memballoon model='none'><stats period='x'/></memballoon></devices></domain>";
    check(
        xml,
        expect![[r#"
        error 27: XML error: Invalid value for attribute 'period' in element 'stats': 'x'. Expected integer value @1:76
    "#]],
    );
}

#[test]
fn a_misspelt_word_gets_a_suggestion() {
    let xml = "<domain type='test'>\n <devices>\n  <memballoon model='vitrio'/></devices></domain>";
    check(
        xml,
        expect![[r#"
        error 27: XML error: Invalid value for attribute 'model' in element 'memballoon': 'vitrio'. Did you mean 'virtio'? @3:15
    "#]],
    );
    check(
        "<domain type='kmv'/>",
        expect![[r#"
        error 67: unsupported configuration: invalid domain type kmv. Did you mean 'kvm'? @1:9
    "#]],
    );
}

#[test]
fn what_a_definition_is_given() {
    let xml = "<domain type='test'><name>a</name><memory unit='MiB'>8</memory><os><type>hvm</type></os>
        <devices><interface type='network'><source network='default'/></interface></devices></domain>";
    check_load(
        xml,
        expect![[r#"
            <domain type='test'>
              <name>a</name>
              <uuid>abababab-abab-4bab-abab-abababababab</uuid>
              <memory unit='KiB'>8192</memory>
              <currentMemory unit='KiB'>8192</currentMemory>
              <vcpu placement='static'>1</vcpu>
              <os>
                <type arch='x86_64'>hvm</type>
                <boot dev='hd'/>
              </os>
              <clock offset='utc'/>
              <on_poweroff>destroy</on_poweroff>
              <on_reboot>restart</on_reboot>
              <on_crash>destroy</on_crash>
              <devices>
                <interface type='network'>
                  <mac address='52:54:00:ab:ab:ab'/>
                  <source network='default'/>
                </interface>
              </devices>
            </domain>
        "#]],
    );
}

#[test]
fn what_nobody_knows_is_dropped() {
    check(
        "<domain type='test' x='1'><name>a</name><y/>text<devices><z/><disk type='file'><w/><target dev='vda' v='1'/></disk></devices></domain>",
        expect![[r#"
            <domain type='test'>
              <name>a</name>
              <os>
              </os>
              <devices>
                <disk type='file' device='disk'>
                  <target dev='vda'/>
                </disk>
              </devices>
            </domain>
        "#]],
    );
}

#[test]
fn namespaces_are_kept_by_their_declarations() {
    let xml = "<domain xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0' type='kvm'><name>a</name>
        <q:commandline><q:arg value='-x'/></q:commandline></domain>";
    check(
        xml,
        expect![[r#"
            <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <name>a</name>
              <os>
              </os>
              <devices>
              </devices>
              <qemu:commandline>
                <qemu:arg value='-x'/>
              </qemu:commandline>
            </domain>
        "#]],
    );
}

#[test]
fn metadata_is_kept_byte_for_byte() {
    let metadata =
        "<metadata>\n\t<a:b xmlns:a=\"u\"  c = \"&quot;\"><!-- x --><![CDATA[<&]]></a:b>\r\n</metadata>";
    let def = DomainDef::parse(&with(metadata)).unwrap();
    assert_eq!(def.metadata.as_ref().unwrap().as_str(), metadata);
    assert!(def.to_xml().contains(metadata), "{}", def.to_xml());
}

#[test]
fn refusals_in_the_words_of_libvirt() {
    check_load(
        "<domain type='test'><name/></domain>",
        expect![[r#"
        error 21: missing name information @0:0
    "#]],
    );
    check_load(
        "<domain type='test'><name>a/b</name></domain>",
        expect![[r#"
        error 27: XML error: name a/b cannot contain '/' @0:0
    "#]],
    );
    check_load(
        "<domain type='test'><name>a</name></domain>",
        expect![[r#"
        error 27: XML error: an os <type> must be specified @0:0
    "#]],
    );
    check_load(
        "<domain type='test'><name>a</name><os><type>hvm</type></os></domain>",
        expect![[r#"
        error 27: XML error: Memory size must be specified via <memory> or in the <numa> configuration @0:0
    "#]],
    );
    check_load(
        "<domain/>",
        expect![[r#"
        error 1: internal error: missing domain type attribute @1:1
    "#]],
    );
    check_load(
        "<network/>",
        expect![[r#"
        error 27: XML error: expecting root element of 'domain', not 'network' @1:1
    "#]],
    );
    check_load(
        &with("<uuid>x</uuid>"),
        expect![[r#"
        error 1: internal error: malformed uuid element @1:81
    "#]],
    );
    check_load(
        &with("<vcpu>x</vcpu>"),
        expect![[r#"
        error 27: XML error: maximum vcpus count must be an integer @1:81
    "#]],
    );
    check_load(
        &with("<vcpu>0</vcpu>"),
        expect![[r#"
        error 27: XML error: domain config can't have 0 maxvcpus @0:0
    "#]],
    );
    check_load(
        &with("<on_reboot>dance</on_reboot>"),
        expect![[r#"
        error 67: unsupported configuration: unknown on_reboot action: dance @1:81
    "#]],
    );
    check_load(
        &with("<currentMemory unit='Qib'>1</currentMemory>"),
        expect![[r#"
        error 8: invalid argument: unknown suffix 'Qib' @1:81
    "#]],
    );
    check_load(
        &with("<currentMemory unit='E'>99</currentMemory>"),
        expect![[r#"
        error 82: numerical overflow: value too large: 99E @1:81
    "#]],
    );
    check_load(
        &with("<currentMemory>much</currentMemory>"),
        expect![[r#"
        error 27: XML error: Invalid value 'much' for element or attribute './currentMemory[1]' @1:81
    "#]],
    );
    check_load(
        &with("<title>a\nb</title>"),
        expect![[r#"
        error 27: XML error: Domain title can't contain newlines @0:0
    "#]],
    );
}

#[test]
fn documents_that_are_not_xml() {
    check(
        "<domain>\n  <name>\n</domain>",
        expect![[r#"
        error 35: (domain_definition):3: expected 'name' tag, not 'domain'
        </domain>
        ^ @3:1
    "#]],
    );
    check(
        "",
        expect![[r#"
        error 35: (domain_definition):1: the document does not have a root node

        ^ @1:1
    "#]],
    );
    check(
        "<!DOCTYPE d [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><domain>&c;</domain>",
        expect![[r#"
        error 35: document type declarations are not accepted @1:1
    "#]],
    );
    check(
        &"<a>".repeat(20_000),
        expect![[r#"
        error 35: elements are nested deeper than 256 levels @1:769
    "#]],
    );
}

#[test]
fn memory_is_bounded_by_memory() {
    let def = load(&with("<currentMemory>9999</currentMemory>")).unwrap();
    assert_eq!((def.memory_kib, def.current_memory_kib), (1024, 1024));
    let numa = "<domain type='test'><name>a</name><os><type>hvm</type></os><cpu><numa>
        <cell id='0' memory='1' unit='MiB'/><cell id='1' memory='1024'/></numa></cpu></domain>";
    assert_eq!(load(numa).unwrap().memory_kib, 2048);
}

#[test]
fn live_and_secret_parts() {
    let xml = "<domain type='test' id='7'><name>a</name>
        <devices><graphics type='vnc' passwd='pssst'/></devices></domain>";
    let def = DomainDef::parse_live(xml).unwrap();
    assert_eq!(def.id, Some(7));
    let shows = |format| {
        let xml = def.to_xml_with(format);
        (xml.contains("id='7'"), xml.contains("pssst"))
    };
    assert_eq!(shows(XmlFormat::default()), (true, false));
    assert_eq!(shows(XmlFormat::inactive()), (false, false));
    assert_eq!(shows(XmlFormat::persistent()), (false, true));
    assert_eq!(shows(XmlFormat::new(true, true)), (true, true));
    // In a definition the number is a leftover, even a broken one.
    assert_eq!(DomainDef::parse(&xml.replace('7', "x")).unwrap().id, None);
    let error = DomainDef::parse_live(&xml.replace('7', "x")).unwrap_err();
    expect!["XML error: Invalid value for attribute 'id' in element 'domain': 'x'. Expected integer value"]
        .assert_eq(error.message());
}

#[test]
fn features_are_refused_unless_opted_into() {
    let def = load(&with("<maxMemory slots='2'>4096</maxMemory>")).unwrap();
    assert_eq!(def.features_used(), Features::MEMORY_HOTPLUG);
    assert!(def.check_features(Features::MEMORY_HOTPLUG).is_ok());
    let error = def.check_features(Features::NONE).unwrap_err();
    expect!["unsupported configuration: memory hotplug tunables <maxMemory> are not supported by this hypervisor driver"]
        .assert_eq(error.message());
    assert!(load(&with("")).unwrap().features_used().is_empty());
}

#[test]
fn json_holds_the_same() {
    let xml = with(
        "<cpu mode='host-model'/><devices><disk type='file'><source file='/a'/><target dev='vda'/></disk></devices>",
    );
    let def = load(&xml).unwrap();
    let json = serde_json::to_string(&def).unwrap();
    assert_eq!(serde_json::from_str::<DomainDef>(&json).unwrap(), def);
}

#[test]
fn a_definition_is_small() {
    let size = size_of::<DomainDef>();
    assert!(size <= 1024, "{size} bytes");
}

#[test]
fn many_devices_take_time_in_proportion() {
    let device =
        "<disk type='file'><source file='/a'/><target dev='vda'/></disk><sound model='ich6'/><!-- -->";
    let many = |n: usize| with(&format!("<devices>{}</devices>", device.repeat(n)));
    let time = |xml: &str| {
        let start = std::time::Instant::now();
        let def = DomainDef::parse(xml).unwrap();
        let again = def.to_xml();
        (start.elapsed(), def.devices.disks.len() + def.devices.sounds.len(), again.len())
    };
    time(&many(100));
    let (little, ..) = time(&many(10_000));
    let (much, count, _) = time(&many(100_000));
    println!("20,000 devices: {little:?}, {count} devices: {much:?}");
    assert_eq!(count, 200_000);
    // Ten times the work; a quadratic step would make it a hundred times.
    assert!(much < little * 40, "{little:?} against {much:?}");
}

#[test]
fn many_unmodelled_elements_take_time_in_proportion() {
    let time = |n: usize| {
        let xml = with(&"<os/><x/><vcpu>1</vcpu>".repeat(n));
        let start = std::time::Instant::now();
        let written = DomainDef::parse(&xml).unwrap().to_xml();
        (start.elapsed(), written.len())
    };
    time(100);
    let (little, _) = time(5_000);
    let (much, _) = time(50_000);
    assert!(much < little * 40, "{little:?} against {much:?}");
}

#[test]
fn fewer_vcpus_now_than_there_can_be() {
    let def = load(&with("<vcpu placement='static' current='2'>4</vcpu>")).unwrap();
    assert_eq!((def.vcpus(), def.vcpus_max()), (2, 4));
    assert!(def.to_xml().contains("\n  <vcpu placement='static' current='2'>4</vcpu>\n"));
    assert_eq!(def.features_used(), Features::CURRENT_VCPUS);
    let error = def.check_features(Features::NONE).unwrap_err();
    assert_eq!(error.code(), vir_types::Code::CONFIG_UNSUPPORTED);
    assert!(def.check_features(Features::CURRENT_VCPUS).is_ok());
}

#[test]
fn as_many_as_there_can_be_needs_no_attribute() {
    let mut def = load(&with("<vcpu current='4'>4</vcpu>")).unwrap();
    assert!(def.to_xml().contains("\n  <vcpu placement='static'>4</vcpu>\n"));
    assert!(def.features_used().is_empty());
    def.set_vcpus(3);
    assert!(def.to_xml().contains("\n  <vcpu placement='static' current='3'>4</vcpu>\n"));
    def.set_vcpus_max(2);
    assert_eq!((def.vcpus(), def.vcpus_max(), def.vcpus_current), (2, 2, None));
}

#[test]
fn vcpu_counts_that_cannot_be() {
    for (vcpu, expected) in [
        ("<vcpu current='5'>4</vcpu>", "maximum vCPU count must not be less than current vCPU count (4 < 5)"),
        ("<vcpu current='0'>4</vcpu>", "current vcpus count must be greater than zero"),
        ("<vcpu current='x'>4</vcpu>", "Invalid value for attribute 'current' in element 'vcpu': 'x'"),
    ] {
        let error = load(&with(vcpu)).unwrap_err();
        assert!(error.message().contains(expected), "{error}");
    }
}

//! Guests that hide from their host, and the emulator's own limits.

use vir_conf::domain::launch_security::{LaunchSecurityDef, SevDef, SevSnpDef};

use super::context::Context;
use super::output::Output;
use super::props::{Props, on_off};
use crate::caps::Cap;

/// The object that seals the guest.
pub(super) fn launch(cx: &Context<'_>, out: &mut Output) {
    const ID: &str = "lsec0";
    let props = match cx.def.launch_security.as_deref() {
        None => return,
        Some(LaunchSecurityDef::Sev(sev)) => self::sev(cx, sev).with_head("sev-guest", ID),
        Some(LaunchSecurityDef::SevSnp(snp)) => self::snp(cx, snp).with_head("sev-snp-guest", ID),
        Some(_) => Props::object("s390-pv-guest", ID),
    };
    out.object(&props);
}

impl Props {
    fn with_head(self, kind: &str, id: &str) -> Self {
        Self::object(kind, id).with(self)
    }
}

/// What the platform says where the definition does not.
fn platform(cx: &Context<'_>, cbitpos: Option<u32>, reduced: Option<u32>) -> Props {
    let sev = cx.launch.caps.sev.as_ref();
    let cbitpos = cbitpos.or_else(|| sev.map(|sev| sev.cbitpos)).unwrap_or_default();
    let reduced = reduced.or_else(|| sev.map(|sev| sev.reduced_phys_bits)).unwrap_or_default();
    Props::new().put("cbitpos", cbitpos).put("reduced-phys-bits", reduced)
}

fn sev(cx: &Context<'_>, sev: &SevDef) -> Props {
    let file = |said: &Option<String>, name: &str| said.as_ref().map(|_| cx.own_file(name));
    platform(cx, sev.cbitpos, sev.reduced_phys_bits)
        .put("policy", sev.policy.0)
        .maybe("dh-cert-file", file(&sev.dh_cert, "dh_cert.base64"))
        .maybe("session-file", file(&sev.session, "session.base64"))
        .maybe("kernel-hashes", sev.kernel_hashes)
}

fn snp(cx: &Context<'_>, snp: &SevSnpDef) -> Props {
    platform(cx, snp.cbitpos, snp.reduced_phys_bits)
        .maybe("kernel-hashes", snp.kernel_hashes)
        .put("policy", snp.policy.0)
        .maybe("guest-visible-workarounds", snp.guest_visible_workarounds.as_deref())
        .maybe("id-block", snp.id_block.as_deref())
        .maybe("id-auth", snp.id_auth.as_deref())
        .maybe("host-data", snp.host_data.as_deref())
        .maybe("author-key-enabled", snp.author_key)
        .maybe("vcek-disabled", snp.vcek.map(|vcek| !vcek))
}

/// `-sandbox`.
pub(super) fn sandbox(cx: &Context<'_>, out: &mut Output) {
    const LIMITS: &str = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";
    if cx.has(Cap::SECCOMP_SANDBOX) {
        out.option("-sandbox", if cx.launch.config.seccomp_sandbox { LIMITS } else { "off" });
    }
}

/// What becomes of things that QEMU will give up.
pub(super) fn deprecation(cx: &Context<'_>, out: &mut Output) {
    let own = cx.def.namespaces.qemu_deprecation.as_ref().map(|it| it.behavior.as_str());
    let props = Props::new().put("deprecated-output", "hide");
    let props = match own.or(cx.launch.config.deprecation.as_deref()) {
        Some("omit") => props,
        Some(behavior @ ("reject" | "crash")) => props.put("deprecated-input", behavior),
        _ => return,
    };
    out.option("-compat", props.to_text());
}

/// Whether memory is given back while the emulator has gone already.
pub(super) fn teardown(cx: &Context<'_>, out: &mut Output) {
    let said = cx.def.features.as_ref().and_then(|features| features.async_teardown.as_ref());
    if let Some(said) = said.filter(|_| cx.has(Cap::RUN_WITH_ASYNC_TEARDOWN)) {
        out.option("-run-with", format!("async-teardown={}", on_off(said.enabled)));
    }
}

//! The argument that says which object is meant.

use std::fmt::Write as _;

use super::{File, constant};
use crate::newapi::plan::Plan;
use crate::newapi::types::Object;

/// What finds the object: the argument's type, its help, and the expression.
fn found(object: &Object) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match object.name {
        "domain" => {
            ("DomainSel", "name, number or UUID of the domain", "ctx.domain(&args.get(&DOMAIN)?).await?")
        }
        "network" => (
            "NetworkSel",
            "name or UUID of the network",
            "lookup::network(ctx, &args.get(&NETWORK)?, NamedBy::Any).await?",
        ),
        "storage_pool" => (
            "PoolSel",
            "name or UUID of the pool",
            "lookup::pool(ctx, &args.get(&POOL)?, NamedBy::Any).await?",
        ),
        "interface" => (
            "InterfaceSel",
            "name or MAC address of the interface",
            "lookup::interface(ctx, &args.get(&INTERFACE)?, InterfaceBy::Any).await?",
        ),
        _ => return None,
    })
}

/// The object's argument, and the expression for the object.
pub(super) fn find(plan: &Plan<'_>, file: &mut File) -> String {
    let Some(object) = plan.object else {
        return "ctx.conn().await?".to_owned();
    };
    file.engine.push("Arg");
    let variable = object.group_word();
    if let Some((ty, help, expression)) = found(object) {
        let name = constant(variable);
        let _ = writeln!(file.constants, "const {name}: Arg<{ty}> = Arg::value(\"{variable}\", \"{help}\");");
        file.defs.push(format!("{name}.def()"));
        file.engine.push(match ty {
            "DomainSel" => "DomainSel",
            "NetworkSel" => "NetworkSel",
            "PoolSel" => "PoolSel",
            _ => "InterfaceSel",
        });
        if expression.contains("NamedBy") {
            file.uses.push("crate::lookup::{self, NamedBy}".to_owned());
        } else if expression.contains("InterfaceBy") {
            file.uses.push("crate::lookup::{self, InterfaceBy}".to_owned());
        }
        let _ = writeln!(file.body, "let {variable} = {expression};");
        return variable.to_owned();
    }
    match object.name {
        "storage_vol" => {
            file.constants.push_str(
                "const VOL: Arg<String> = Arg::value(\"vol\", \"name of the volume\");\n\
                 const POOL: Arg<PoolSel> = Arg::value(\"pool\", \"name or UUID of its pool\");\n",
            );
            file.defs.extend(["VOL.def()".to_owned(), "POOL.def()".to_owned()]);
            file.engine.push("PoolSel");
            file.libvir.push("StorageVol".to_owned());
            file.uses.push("crate::lookup::{self, NamedBy}".to_owned());
            file.body.push_str(
                "let pool = lookup::pool(ctx, &args.get(&POOL)?, NamedBy::Any).await?;\n\
                 let vol = StorageVol::lookup_by_name(&pool, &args.get(&VOL)?).await?;\n",
            );
            "vol".to_owned()
        }
        "secret" => {
            file.constants
                .push_str("const SECRET: Arg<String> = Arg::value(\"secret\", \"UUID of the secret\");\n");
            file.defs.push("SECRET.def()".to_owned());
            file.body.push_str(
                "let secret = ctx.conn().await?.secret_lookup_by_uuid(args.get(&SECRET)?.parse()?).await?;\n",
            );
            "secret".to_owned()
        }
        name => {
            let constant = constant(variable);
            let _ = writeln!(
                file.constants,
                "const {constant}: Arg<String> = Arg::value(\"{variable}\", \"its name\");"
            );
            file.defs.push(format!("{constant}.def()"));
            let _ = writeln!(
                file.body,
                "let {variable} = ctx.conn().await?.{name}_lookup_by_name(&args.get(&{constant})?).await?;"
            );
            variable.to_owned()
        }
    }
}

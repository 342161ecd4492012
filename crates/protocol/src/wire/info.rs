//! Info structs.

use vir_types::info::{
    DomainBlockInfo, DomainBlockJobInfo, DomainBlockStats, DomainControlInfo, DomainCpuStats,
    DomainDiskError, DomainDiskErrors, DomainFsInfo, DomainInfo, DomainInterface, DomainInterfaceStats,
    DomainIothreadInfo, DomainIpAddr, DomainJobInfo, DomainJobStats, DomainMemoryStat, DomainPinInfo,
    DomainSchedulerType, DomainStateInfo, DomainTime, DomainVcpus, MigrateBegin, MigrateFinish,
    MigratePrepare, MigratePrepare3, NetworkDhcpLease, NodeCpuMap, NodeCpuStat, NodeInfo, NodeMemoryStat,
    SecurityLabel, SecurityModel, StoragePoolInfo, StorageVolInfo, VcpuInfo,
};
use vir_types::{Code, Error, Result};

use super::{FromWire, ToWire};
use crate::remote as wire;

/// An info struct and its wire struct, field by field: `ours <-> theirs`.
macro_rules! info {
    ($($info:ident as $wire:ident { $($ours:ident <-> $theirs:ident),* $(,)? })*) => {$(
        impl ToWire<wire::$wire> for $info {
            fn to_wire(&self) -> wire::$wire {
                wire::$wire { $($theirs: self.$ours.to_wire()),* }
            }
        }

        impl FromWire<wire::$wire> for $info {
            fn from_wire(wire: wire::$wire) -> Result<Self> {
                let mut info = Self::default();
                $(info.$ours = FromWire::from_wire(wire.$theirs)?;)*
                Ok(info)
            }
        }
    )*};
}
pub(super) use info;

info! {
    DomainInfo as DomainGetInfoRet {
        state <-> state,
        max_memory_kib <-> max_mem,
        memory_kib <-> memory,
        vcpus <-> nr_virt_cpu,
        cpu_time_ns <-> cpu_time,
    }
    DomainStateInfo as DomainGetStateRet { state <-> state, reason <-> reason }
    StoragePoolInfo as StoragePoolGetInfoRet {
        state <-> state,
        capacity_bytes <-> capacity,
        allocation_bytes <-> allocation,
        available_bytes <-> available,
    }
    StorageVolInfo as StorageVolGetInfoRet {
        kind <-> r#type,
        capacity_bytes <-> capacity,
        allocation_bytes <-> allocation,
    }
    StorageVolInfo as StorageVolGetInfoFlagsRet {
        kind <-> r#type,
        capacity_bytes <-> capacity,
        allocation_bytes <-> allocation,
    }
    NodeInfo as NodeGetInfoRet {
        model <-> model,
        memory_kib <-> memory,
        cpus <-> cpus,
        mhz <-> mhz,
        nodes <-> nodes,
        sockets <-> sockets,
        cores <-> cores,
        threads <-> threads,
    }
    SecurityModel as NodeGetSecurityModelRet { model <-> model, doi <-> doi }
    SecurityLabel as DomainGetSecurityLabelRet { label <-> label, enforcing <-> enforcing }
    DomainBlockInfo as DomainGetBlockInfoRet {
        allocation_bytes <-> allocation,
        capacity_bytes <-> capacity,
        physical_bytes <-> physical,
    }
    DomainBlockStats as DomainBlockStatsRet {
        rd_req <-> rd_req,
        rd_bytes <-> rd_bytes,
        wr_req <-> wr_req,
        wr_bytes <-> wr_bytes,
        errs <-> errs,
    }
    DomainBlockJobInfo as DomainGetBlockJobInfoRet {
        found <-> found,
        kind <-> r#type,
        bandwidth <-> bandwidth,
        cur <-> cur,
        end <-> end,
    }
    DomainInterfaceStats as DomainInterfaceStatsRet {
        rx_bytes <-> rx_bytes,
        rx_packets <-> rx_packets,
        rx_errs <-> rx_errs,
        rx_drop <-> rx_drop,
        tx_bytes <-> tx_bytes,
        tx_packets <-> tx_packets,
        tx_errs <-> tx_errs,
        tx_drop <-> tx_drop,
    }
    DomainJobInfo as DomainGetJobInfoRet {
        kind <-> r#type,
        time_elapsed_ms <-> time_elapsed,
        time_remaining_ms <-> time_remaining,
        data_total_bytes <-> data_total,
        data_processed_bytes <-> data_processed,
        data_remaining_bytes <-> data_remaining,
        mem_total_bytes <-> mem_total,
        mem_processed_bytes <-> mem_processed,
        mem_remaining_bytes <-> mem_remaining,
        file_total_bytes <-> file_total,
        file_processed_bytes <-> file_processed,
        file_remaining_bytes <-> file_remaining,
    }
    DomainJobStats as DomainGetJobStatsRet { kind <-> r#type, params <-> params }
    DomainControlInfo as DomainGetControlInfoRet {
        state <-> state,
        details <-> details,
        state_time_ms <-> state_time,
    }
    DomainSchedulerType as DomainGetSchedulerTypeRet { kind <-> r#type, nparams <-> nparams }
    DomainMemoryStat as DomainMemoryStat { tag <-> tag, val <-> val }
    DomainCpuStats as DomainGetCpuStatsRet { params <-> params, nparams <-> nparams }
    DomainDiskError as DomainDiskError { disk <-> disk, error <-> error }
    DomainDiskErrors as DomainGetDiskErrorsRet { errors <-> errors, nerrors <-> nerrors }
    VcpuInfo as VcpuInfo { number <-> number, state <-> state, cpu_time_ns <-> cpu_time, cpu <-> cpu }
    DomainVcpus as DomainGetVcpusRet { info <-> info, cpumaps <-> cpumaps }
    DomainPinInfo as DomainGetVcpuPinInfoRet { cpumaps <-> cpumaps, num <-> num }
    DomainPinInfo as DomainGetEmulatorPinInfoRet { cpumaps <-> cpumaps, num <-> ret }
    DomainIothreadInfo as DomainIothreadInfo { iothread_id <-> iothread_id, cpumap <-> cpumap }
    DomainFsInfo as DomainFsinfo {
        mountpoint <-> mountpoint,
        name <-> name,
        fstype <-> fstype,
        dev_aliases <-> dev_aliases,
    }
    DomainTime as DomainGetTimeRet { seconds <-> seconds, nseconds <-> nseconds }
    DomainIpAddr as DomainIpAddr { kind <-> r#type, addr <-> addr, prefix <-> prefix }
    DomainInterface as DomainInterface { name <-> name, hwaddr <-> hwaddr, addrs <-> addrs }
    NetworkDhcpLease as NetworkDhcpLease {
        iface <-> iface,
        expiry_time_s <-> expirytime,
        kind <-> r#type,
        mac <-> mac,
        iaid <-> iaid,
        ipaddr <-> ipaddr,
        prefix <-> prefix,
        hostname <-> hostname,
        clientid <-> clientid,
    }
    NodeCpuMap as NodeGetCpuMapRet { cpumap <-> cpumap, online <-> online, cpus <-> ret }
    NodeCpuStat as NodeGetCpuStats { field <-> field, value <-> value }
    NodeMemoryStat as NodeGetMemoryStats { field <-> field, value <-> value }
    MigrateBegin as DomainMigrateBegin3Ret { cookie_out <-> cookie_out, xml <-> xml }
    MigrateBegin as DomainMigrateBegin3ParamsRet { cookie_out <-> cookie_out, xml <-> xml }
    MigratePrepare as DomainMigratePrepareRet { cookie <-> cookie, uri_out <-> uri_out }
    MigratePrepare as DomainMigratePrepare2Ret { cookie <-> cookie, uri_out <-> uri_out }
    MigratePrepare3 as DomainMigratePrepare3Ret { cookie_out <-> cookie_out, uri_out <-> uri_out }
    MigratePrepare3 as DomainMigratePrepare3ParamsRet { cookie_out <-> cookie_out, uri_out <-> uri_out }
}

/// What names the domain has no default.
macro_rules! finished {
    ($($wire:ident)*) => {$(
        impl ToWire<wire::$wire> for MigrateFinish {
            fn to_wire(&self) -> wire::$wire {
                wire::$wire { dom: self.dom.to_wire(), cookie_out: self.cookie_out.to_wire() }
            }
        }

        impl FromWire<wire::$wire> for MigrateFinish {
            fn from_wire(wire: wire::$wire) -> Result<Self> {
                Ok(Self::new(FromWire::from_wire(wire.dom)?, FromWire::from_wire(wire.cookie_out)?))
            }
        }
    )*};
}

finished!(DomainMigrateFinish3Ret DomainMigrateFinish3ParamsRet);

/// A text in a C array of fixed size: its bytes, a zero, anything. One that is too long is cut.
impl<const N: usize> ToWire<[i8; N]> for String {
    fn to_wire(&self) -> [i8; N] {
        let mut out = [0; N];
        let room = N.saturating_sub(1);
        for (to, from) in out.iter_mut().take(room).zip(self.bytes()) {
            *to = from.cast_signed();
        }
        out
    }
}

impl<const N: usize> FromWire<[i8; N]> for String {
    fn from_wire(wire: [i8; N]) -> Result<Self> {
        text(&wire)
    }
}

/// A text as a C array that brings its own length, its final zero included.
impl ToWire<Vec<i8>> for String {
    fn to_wire(&self) -> Vec<i8> {
        self.bytes().chain([0]).map(u8::cast_signed).collect()
    }
}

impl FromWire<Vec<i8>> for String {
    fn from_wire(wire: Vec<i8>) -> Result<Self> {
        text(&wire)
    }
}

fn text(chars: &[i8]) -> Result<String> {
    let bytes: Vec<u8> = chars.iter().map(|c| c.cast_unsigned()).take_while(|byte| *byte != 0).collect();
    String::from_utf8(bytes).map_err(|error| Error::new(Code::RPC, format!("a text of the peer: {error}")))
}

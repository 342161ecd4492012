//! A domain's disks.

use async_trait::async_trait;
use serde_json::{Value, json};
use vir_driver::facets::DomainBlock;
use vir_types::info::{DomainBlockInfo, DomainBlockStats};
use vir_types::names::block as name;
use vir_types::{
    Affect, Code, Context as _, DomainBlockResizeFlags, DomainKey, NoFlags, Result, TypedParameterFlags,
    TypedParams,
};

use crate::QemuDriver;
use crate::monitor::{CHANGE, QUERY};
use crate::shared::error;
use crate::tune::{allow_asking, throttle};
use crate::vm::measure::BlockNumbers;
use crate::vm::start::refused;
use crate::vm::{View, disks, measure};

fn unknown(path: &str) -> vir_types::Error {
    error(Code::INVALID_ARG, format!("invalid path: {path}"))
}

impl QemuDriver {
    /// What a disk has done; all disks together where none is named.
    async fn numbers(&self, view: &View, path: &str) -> Result<BlockNumbers> {
        let run = view.running()?;
        let alias = match path {
            "" => None,
            path => {
                let disk = measure::disk(view, path).ok_or_else(|| unknown(path))?;
                let missing =
                    || error(Code::INTERNAL_ERROR, format!("missing disk device alias name for {path}"));
                Some(disk.info.alias.clone().ok_or_else(missing)?)
            }
        };
        let all = run.block_numbers(QUERY).await.map_err(|why| refused(&view.name, &why))?;
        match alias {
            Some(alias) => all.get(&alias).copied().ok_or_else(|| {
                error(Code::INTERNAL_ERROR, format!("cannot find statistics for device '{alias}'"))
            }),
            None => Ok(all.values().fold(BlockNumbers::default(), |sum, one| sum.plus(one))),
        }
    }
}

#[async_trait]
impl DomainBlock for QemuDriver {
    /// Since: 0.8.1.
    async fn domain_get_block_info(
        &self,
        dom: &DomainKey,
        path: &str,
        flags: NoFlags,
    ) -> Result<DomainBlockInfo> {
        flags.allow(NoFlags::empty())?;
        let view = self.shared.find(dom)?.view();
        let disk = measure::disk(&view, path).ok_or_else(|| unknown(path))?;
        let mut info = DomainBlockInfo::default();
        if view.is_active()
            && let Ok(numbers) = self.numbers(&view, &disk.target).await
            && let Some(capacity) = numbers.capacity
        {
            info.capacity_bytes = capacity;
            info.physical_bytes = numbers.physical.unwrap_or(capacity);
            info.allocation_bytes = numbers.allocation.unwrap_or(info.physical_bytes);
            if let Some(path) = disks::path(&disk.source)
                && let Ok((physical, allocation)) = crate::image::sizes(path).await
            {
                info.physical_bytes = physical;
                info.allocation_bytes = allocation;
            }
            return Ok(info);
        }
        let path = disks::path(&disk.source).ok_or_else(|| {
            error(Code::OPERATION_UNSUPPORTED, format!("disk '{}' has no file on this host", disk.target))
        })?;
        let found = crate::image::inspect(path).await?;
        info.capacity_bytes = found.capacity;
        info.physical_bytes = found.physical;
        info.allocation_bytes = found.allocation;
        Ok(info)
    }

    /// Since: 0.9.8.
    async fn domain_get_block_io_tune(
        &self,
        dom: &DomainKey,
        disk: Option<&str>,
        flags: Affect,
    ) -> Result<TypedParams> {
        allow_asking(flags)?;
        throttle::limits(&self.shared.find(dom)?.view(), disk, flags).await
    }

    /// Since: 0.9.8.
    async fn domain_set_block_io_tune(
        &self,
        dom: &DomainKey,
        disk: &str,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        flags.allow(Affect::LIVE | Affect::CONFIG)?;
        let (vm, path, params) = (self.shared.find(dom)?, disk.to_owned(), params.clone());
        self.change(vm, "domain_set_block_io_tune", async move |shared, vm| {
            shared.set_throttle(&vm, &path, &params, flags).await
        })
        .await
    }

    /// Since: 0.3.2.
    async fn domain_block_stats(&self, dom: &DomainKey, path: &str) -> Result<DomainBlockStats> {
        let view = self.shared.find(dom)?.view();
        let numbers = self.numbers(&view, path).await?;
        let signed = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        Ok(DomainBlockStats::new(
            signed(numbers.read_requests),
            signed(numbers.read_bytes),
            signed(numbers.write_requests),
            signed(numbers.write_bytes),
            -1,
        ))
    }

    /// Since: 0.9.5.
    async fn domain_block_stats_flags(
        &self,
        dom: &DomainKey,
        path: &str,
        flags: TypedParameterFlags,
    ) -> Result<TypedParams> {
        flags.allow(TypedParameterFlags::STRING_OKAY)?;
        let view = self.shared.find(dom)?.view();
        let numbers = self.numbers(&view, path).await?;
        let values = [
            (name::DOMAIN_BLOCK_STATS_WRITE_BYTES, numbers.write_bytes),
            (name::DOMAIN_BLOCK_STATS_WRITE_REQ, numbers.write_requests),
            (name::DOMAIN_BLOCK_STATS_READ_BYTES, numbers.read_bytes),
            (name::DOMAIN_BLOCK_STATS_READ_REQ, numbers.read_requests),
            (name::DOMAIN_BLOCK_STATS_FLUSH_REQ, numbers.flush_requests),
            (name::DOMAIN_BLOCK_STATS_WRITE_TOTAL_TIMES, numbers.write_ns),
            (name::DOMAIN_BLOCK_STATS_READ_TOTAL_TIMES, numbers.read_ns),
            (name::DOMAIN_BLOCK_STATS_FLUSH_TOTAL_TIMES, numbers.flush_ns),
        ];
        let mut params = TypedParams::new();
        for (name, value) in values {
            params.push(name, i64::try_from(value).unwrap_or(i64::MAX));
        }
        Ok(params)
    }

    /// Since: 0.4.3.
    async fn domain_block_peek(
        &self,
        dom: &DomainKey,
        path: &str,
        offset: u64,
        size: u32,
        flags: NoFlags,
    ) -> Result<Vec<u8>> {
        flags.allow(NoFlags::empty())?;
        let view = self.shared.find(dom)?.view();
        let disk = measure::disk(&view, path).ok_or_else(|| unknown(path))?;
        let file = disks::path(&disk.source).map(str::to_owned).ok_or_else(|| unknown(path))?;
        let length = usize::try_from(size).unwrap_or(usize::MAX);
        let read = tokio::task::spawn_blocking(move || {
            use std::os::unix::fs::FileExt as _;
            let mut bytes = vec![0; length];
            std::fs::File::open(&file)?.read_exact_at(&mut bytes, offset)?;
            Ok::<_, std::io::Error>(bytes)
        });
        let read = read.await.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?;
        read.context(Code::SYSTEM_ERROR, || format!("{path}: cannot read"))
    }

    /// Since: 0.9.8.
    async fn domain_block_resize(
        &self,
        dom: &DomainKey,
        disk: &str,
        size: u64,
        flags: DomainBlockResizeFlags,
    ) -> Result<()> {
        flags.allow(DomainBlockResizeFlags::BYTES)?;
        let bytes =
            if flags.contains(DomainBlockResizeFlags::BYTES) { Some(size) } else { size.checked_mul(1024) };
        let bytes = bytes.ok_or_else(|| error(Code::OVERFLOW, "size must be less than 2^64 bytes"))?;
        let vm = self.shared.find(dom)?;
        let name = disk.to_owned();
        self.change(vm, "domain_block_resize", async move |_, vm| {
            let view = vm.view();
            let run = view.running()?;
            let found = measure::disk(&view, &name).ok_or_else(|| {
                error(Code::INVALID_ARG, format!("disk '{name}' was not found in the domain config"))
            })?;
            let alias = found.info.alias.clone().unwrap_or_default();
            let node = run.node_of(&alias).await.map_err(|why| refused(&view.name, &why))?;
            let node =
                node.ok_or_else(|| error(Code::OPERATION_INVALID, format!("disk '{name}' is empty")))?;
            let arguments = json!({"node-name": node, "size": bytes});
            let resized = run.monitor.execute("block_resize", arguments, CHANGE).await;
            resized.map(drop).map_err(|why| refused(&view.name, &why))
        })
        .await
    }
}

impl BlockNumbers {
    fn plus(self, other: &Self) -> Self {
        Self {
            read_requests: self.read_requests.saturating_add(other.read_requests),
            read_bytes: self.read_bytes.saturating_add(other.read_bytes),
            read_ns: self.read_ns.saturating_add(other.read_ns),
            write_requests: self.write_requests.saturating_add(other.write_requests),
            write_bytes: self.write_bytes.saturating_add(other.write_bytes),
            write_ns: self.write_ns.saturating_add(other.write_ns),
            flush_requests: self.flush_requests.saturating_add(other.flush_requests),
            flush_ns: self.flush_ns.saturating_add(other.flush_ns),
            ..Self::default()
        }
    }
}

impl crate::vm::Run {
    /// The emulator's name for the uppermost image of a disk; `None` where there is no medium.
    pub(crate) async fn node_of(&self, alias: &str) -> Result<Option<String>, crate::monitor::MonitorError> {
        let blocks = self.monitor.execute("query-block", Value::Null, QUERY).await?;
        let entry =
            blocks.as_array().into_iter().flatten().find(|entry| measure::device_of(entry) == Some(alias));
        let node = entry.and_then(|entry| entry.pointer("/inserted/node-name")).and_then(Value::as_str);
        Ok(node.map(str::to_owned))
    }
}

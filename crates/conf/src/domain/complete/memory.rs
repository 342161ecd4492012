//! How much memory there is.

use vir_types::Result;

use super::super::DomainDef;
use super::refuse;

impl DomainDef {
    pub(super) fn complete_memory(&mut self) -> Result<()> {
        let sizes = self.devices.memories.iter().map(|memory| memory.target.size_kib);
        let added = sizes.fold(0, u64::saturating_add);
        let cells = self.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref()).map_or(0, |numa| numa.memory_kib());
        if self.memory_kib == 0 && cells > 0 {
            self.memory_kib = cells.saturating_add(added);
        }
        if added > self.memory_kib {
            return Err(refuse("Total size of memory devices exceeds the total memory size"));
        }
        if self.memory_kib == added {
            return Err(refuse("Memory size must be specified via <memory> or in the <numa> configuration"));
        }
        if self.current_memory_kib == 0 || self.current_memory_kib > self.memory_kib {
            self.current_memory_kib = self.memory_kib;
        }
        self.complete_huge_pages();
        Ok(())
    }

    /// Without cells of its own the guest has cell 0 only, so that naming it says nothing.
    fn complete_huge_pages(&mut self) {
        let has_cells = self.cpu.as_ref().is_some_and(|cpu| cpu.numa.is_some());
        let pages = self.memory_backing.as_mut().and_then(|backing| backing.hugepages.as_mut());
        for page in pages.into_iter().flat_map(|pages| &mut pages.pages).filter(|_| !has_cells) {
            if page.nodeset.as_ref().is_some_and(|nodes| nodes.last() == Some(0)) {
                page.nodeset = None;
            }
        }
    }
}

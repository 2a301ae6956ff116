#include "operator/memory.h"

#include <cstdint>
#include <link.h>
#include <malloc.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

namespace slipway::cli {
namespace {

// Whole pages of what is mapped from files and never written to; the rest is the process's own.
int unmapUnwritten(dl_phdr_info* object, std::size_t /*size*/, void* /*data*/) {
  if (object->dlpi_addr == getauxval(AT_SYSINFO_EHDR)) return 0;  // the kernel's, of no file
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const std::uintptr_t begin = object->dlpi_addr + segment.p_vaddr;
    const std::uintptr_t from = (begin + page - 1) / page * page;
    const std::uintptr_t to = (begin + segment.p_memsz) / page * page;
    // Where it is refused, memory stays as it is.
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the dynamic linker gives addresses as numbers
    if (to > from) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void giveMemoryBack() {
  malloc_trim(0);
  dl_iterate_phdr(unmapUnwritten, nullptr);
}

}  // namespace slipway::cli

#include "base/crash.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <elf.h>
#include <exception>
#include <execinfo.h>
#include <link.h>
#include <string>
#include <ucontext.h>
#include <unistd.h>

namespace slipway {

namespace {

constexpr std::array kSignals{SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};

// A name cut to what fits; no allocation, so that a signal handler may read it.
struct Name {
  std::array<char, 64> text{};
  void set(std::string_view s) {
    text.fill('\0');
    std::copy_n(s.begin(), std::min(s.size(), text.size() - 1), text.begin());
  }
  std::string_view view() const { return text.data(); }
};

struct Module {
  std::uintptr_t base = 0;
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  Name name;
};

// A signal handler is given nothing but the signal: what it prints has to be static. Written once
// by installCrashHandler.
struct Report {
  Name program;
  Name buildId;
  std::array<Module, 64> modules;
  std::size_t moduleCount = 0;
  alignas(16) std::array<char, 65536> stack;
};
Report report;

// Builds one line on the stack and writes it at once.
class Line {
 public:
  Line() { *this << report.program.view() << ": "; }
  Line& operator<<(std::string_view s) {
    for (char c : s) {
      if (size_ + 1 < text_.size()) text_[size_++] = c < ' ' && c >= 0 ? ' ' : c;
    }
    return *this;
  }
  Line& hex(std::uintptr_t number) {
    *this << "0x";
    unsigned shift = sizeof(number) * 8 - 4;
    while (shift > 0 && (number >> shift) == 0) shift -= 4;
    for (;; shift -= 4) {
      *this << std::string_view("0123456789abcdef").substr((number >> shift) & 0xFU, 1);
      if (shift == 0) return *this;
    }
  }
  Line& decimal(unsigned number) {
    if (number >= 10) decimal(number / 10);
    return *this << std::string_view("0123456789").substr(number % 10, 1);
  }
  void write() {
    text_[size_++] = '\n';
    // Nobody is left to be told that standard error is gone.
    [[maybe_unused]] const ssize_t n = ::write(STDERR_FILENO, text_.data(), size_);
  }

 private:
  std::array<char, 512> text_{};
  std::size_t size_ = 0;
};

std::string_view nameOf(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "SIGSEGV";
    case SIGABRT:
      return "SIGABRT";
    case SIGBUS:
      return "SIGBUS";
    case SIGFPE:
      return "SIGFPE";
    case SIGILL:
      return "SIGILL";
    default:
      return "signal";
  }
}

void writeFrame(unsigned index, std::uintptr_t address) {
  Line line;
  line << "#";
  line.decimal(index) << " ";
  for (std::size_t i = 0; i < report.moduleCount; ++i) {
    const Module& module = report.modules[i];
    if (address < module.begin || address >= module.end) continue;
    (line << module.name.view() << "+").hex(address - module.base).write();
    return;
  }
  line.hex(address).write();
}

// `pc` is where the signal struck; 0 when it is the caller that matters. Frames above it belong to
// the handler. The others hold return addresses: one byte back is still within the call.
void writeStack(std::uintptr_t pc) {
  (Line() << "build-id " << report.buildId.view()).write();
  std::array<void*, 64> frames{};
  const auto count = static_cast<std::size_t>(
      std::max(::backtrace(frames.data(), static_cast<int>(frames.size())), 0));
  const auto address = [&](std::size_t i) { return reinterpret_cast<std::uintptr_t>(frames[i]); };
  std::size_t first = 0;
  while (first < count && address(first) != pc) ++first;
  unsigned index = 0;
  if (pc != 0) writeFrame(index++, pc);
  for (std::size_t i = first == count ? 0 : first + 1; i < count; ++i) {
    if (address(i) != 0) writeFrame(index++, address(i) - 1);
  }
}

std::uintptr_t programCounter([[maybe_unused]] const void* context) {
#if defined(__x86_64__)
  return static_cast<std::uintptr_t>(
      static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return static_cast<const ucontext_t*>(context)->uc_mcontext.pc;
#else
  return 0;
#endif
}

extern "C" void slipwayOnCrash(int signal, siginfo_t* info, void* context) {
  // Should the walk hang on broken memory, the alarm still ends the process.
  std::signal(SIGALRM, SIG_DFL);
  ::alarm(10);
  Line line;
  line << "crashed: " << nameOf(signal);
  if (signal != SIGABRT) {
    (line << " at address ").hex(reinterpret_cast<std::uintptr_t>(info->si_addr));
  }
  line.write();
  writeStack(programCounter(context));
  // The action was reset when the handler began; this time the signal kills.
  ::raise(signal);
}

[[noreturn]] void onTerminate() {
  {
    Line line;
    line << "terminated: ";
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (type == nullptr) {
      line << "std::terminate without an exception";
    } else {
      line << "uncaught ";
      int status = 0;
      char* name = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
      line << (name == nullptr ? type->name() : name);
      std::free(name);
      try {
        throw;
      } catch (const std::exception& e) {
        line << ": " << e.what();
      } catch (...) {
        line << " (no std::exception)";
      }
    }
    line.write();
  }
  writeStack(0);
  std::signal(SIGABRT, SIG_DFL);
  std::abort();
}

void readBuildId(const dl_phdr_info& info) {
  for (ElfW(Half) i = 0; i < info.dlpi_phnum; ++i) {
    const auto& header = info.dlpi_phdr[i];
    if (header.p_type != PT_NOTE) continue;
    const auto* at = reinterpret_cast<const char*>(info.dlpi_addr + header.p_vaddr);
    const char* end = at + header.p_memsz;
    while (at + sizeof(ElfW(Nhdr)) <= end) {
      ElfW(Nhdr) note;
      std::memcpy(&note, at, sizeof note);
      const auto padded = [](std::size_t n) { return (n + 3) & ~std::size_t{3}; };
      const char* name = at + sizeof note;
      const char* bytes = name + padded(note.n_namesz);
      if (note.n_type == NT_GNU_BUILD_ID &&
          std::string_view(name, note.n_namesz) == std::string_view("GNU\0", 4)) {
        std::string hex;
        for (std::size_t b = 0; b < note.n_descsz; ++b) {
          const auto byte = static_cast<unsigned char>(bytes[b]);
          hex += "0123456789abcdef"[byte >> 4U];
          hex += "0123456789abcdef"[byte & 0xFU];
        }
        report.buildId.set(hex);
        return;
      }
      at = bytes + padded(note.n_descsz);
    }
  }
}

// The first module is the program itself; it has no name.
int recordModule(dl_phdr_info* info, std::size_t, void*) {
  if (report.moduleCount == report.modules.size()) return 1;
  if (report.moduleCount == 0) readBuildId(*info);
  Module& module = report.modules[report.moduleCount];
  module.base = info->dlpi_addr;
  module.begin = UINTPTR_MAX;
  module.end = 0;
  for (ElfW(Half) i = 0; i < info->dlpi_phnum; ++i) {
    const auto& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD) continue;
    module.begin = std::min<std::uintptr_t>(module.begin, info->dlpi_addr + header.p_vaddr);
    module.end =
        std::max<std::uintptr_t>(module.end, info->dlpi_addr + header.p_vaddr + header.p_memsz);
  }
  const std::string_view path = info->dlpi_name;
  const std::string_view file = path.substr(path.rfind('/') + 1);
  module.name.set(report.moduleCount == 0 ? report.program.view() : file);
  ++report.moduleCount;
  return 0;
}

}  // namespace

void installCrashHandler(std::string_view programName) {
  report.program.set(programName);
  report.buildId.set("unknown");
  report.moduleCount = 0;
  ::dl_iterate_phdr(recordModule, nullptr);

  // The first call loads the unwinder, which a signal handler must not do.
  std::array<void*, 4> warmUp{};
  ::backtrace(warmUp.data(), static_cast<int>(warmUp.size()));

  stack_t stack{};
  stack.ss_sp = report.stack.data();
  stack.ss_size = report.stack.size();
  ::sigaltstack(&stack, nullptr);

  struct sigaction action{};
  action.sa_sigaction = slipwayOnCrash;
  action.sa_flags = static_cast<int>(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
  sigemptyset(&action.sa_mask);
  for (int signal : kSignals) ::sigaction(signal, &action, nullptr);
  std::set_terminate(onTerminate);
}

}  // namespace slipway

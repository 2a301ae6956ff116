// Holds a pod's namespaces: reaps, and ends when told to.
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

int main() {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  for (;;) {
    int number = 0;
    sigwait(&all, &number);
    if (number == SIGTERM || number == SIGINT) return 0;
    if (number == SIGCHLD) {
      while (waitpid(-1, nullptr, WNOHANG) > 0) {
      }
    }
  }
}

// Has a data race on purpose: shows that this build reports one when there is one.
#include <cstdio>
#include <thread>

namespace {

int counter = 0;

void count() {
  for (int i = 0; i < 10'000; ++i) ++counter;
}

}  // namespace

int main() {
  std::thread other(count);
  count();
  other.join();
  std::printf("%d\n", counter);
}

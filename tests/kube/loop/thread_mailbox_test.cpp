#include <atomic>
#include <map>
#include <thread>

#include "kube/loop/loop.h"

namespace slipway::kube {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

// Joins on every way out of a test, closing the box first so that nobody is left waiting in it.
class Posters {
 public:
  explicit Posters(Mailbox& mailbox) : mailbox_(mailbox) {}
  ~Posters() {
    mailbox_.close();
    join();
  }
  void add(std::function<void()> body) { threads_.emplace_back(std::move(body)); }
  void join() {
    for (auto& thread : threads_)
      if (thread.joinable()) thread.join();
  }

 private:
  Mailbox& mailbox_;
  std::vector<std::thread> threads_;
};

TEST(ThreadMailbox, ManyPostersLoseNothingAndEachKeepsItsOrder) {
  constexpr int posters = 8;
  constexpr int each = 500;
  SystemClock clock;
  const auto mailbox = makeThreadMailbox(clock, 16);
  Loop loop(clock, *mailbox);
  std::map<int, std::vector<int>> seen;
  int total = 0;
  Posters threads(*mailbox);
  for (int p = 0; p < posters; ++p)
    threads.add([&, p] {
      for (int i = 0; i < each; ++i)
        mailbox->post([&, p, i] {
          seen[p].push_back(i);
          if (++total == posters * each) loop.stop();
        });
    });
  loop.run();
  std::vector<int> inOrder(each);
  for (int i = 0; i < each; ++i) inOrder[static_cast<std::size_t>(i)] = i;
  for (int p = 0; p < posters; ++p) EXPECT_EQ(seen[p], inOrder) << "poster " << p;
}

TEST(ThreadMailbox, NoMoreIsPostedThanThereIsRoomFor) {
  constexpr int capacity = 4;
  constexpr int total = 200;
  SystemClock clock;
  const auto mailbox = makeThreadMailbox(clock, capacity);
  std::atomic<int> posted{0};
  Posters threads(*mailbox);
  threads.add([&] {
    for (int i = 0; i < total; ++i) {
      mailbox->post([] {});
      ++posted;
    }
  });
  for (int taken = 0; taken < total; ++taken) {
    while (posted.load() < std::min(total, capacity + taken)) std::this_thread::yield();
    EXPECT_LE(posted.load(), capacity + taken);
    EXPECT_TRUE(mailbox->take(MonoTime::max()));
  }
}

TEST(ThreadMailbox, TheLoopsOwnThreadMayPostIntoAFullBox) {
  SystemClock clock;
  const auto mailbox = makeThreadMailbox(clock, 1);
  Loop loop(clock, *mailbox);
  int ran = 0;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(mailbox->post([&] { ++ran; }));
  mailbox->post([&] {
    for (int i = 0; i < 3; ++i) mailbox->post([&] { ++ran; });
    mailbox->post([&] { loop.stop(); });
  });
  loop.run();
  EXPECT_EQ(ran, 6);
}

TEST(ThreadMailbox, CloseWakesAPosterThatWaitsForRoom) {
  SystemClock clock;
  const auto mailbox = makeThreadMailbox(clock, 1);
  std::atomic<int> posted{0};
  std::atomic<int> refused{0};
  Posters threads(*mailbox);
  for (int i = 0; i < 3; ++i) threads.add([&] { mailbox->post([] {}) ? ++posted : ++refused; });
  while (posted.load() == 0) std::this_thread::yield();
  mailbox->close();
  threads.join();
  EXPECT_EQ(posted.load(), 1);
  EXPECT_EQ(refused.load(), 2);
}

TEST(ThreadMailbox, APostWakesALoopThatWaits) {
  SystemClock clock;
  const auto mailbox = makeThreadMailbox(clock);
  Loop loop(clock, *mailbox);
  const auto far = loop.after(hours(24), [] { FAIL() << "nobody woke the loop"; });
  Posters threads(*mailbox);
  std::atomic<bool> waits{false};
  const auto soon = loop.after(Duration{0}, [&] { waits = true; });
  threads.add([&] {
    while (!waits.load()) std::this_thread::yield();
    mailbox->post([&] { loop.stop(); });
  });
  loop.run();
  EXPECT_TRUE(loop.stopped());
}

TEST(ThreadMailbox, ATimerFiresWithoutAnybodyPosting) {
  SystemClock clock;
  const auto mailbox = makeThreadMailbox(clock);
  Loop loop(clock, *mailbox);
  const MonoTime due = clock.mono() + milliseconds(2);
  MonoTime firedAt{};
  const auto timer = loop.at(due, [&] {
    firedAt = clock.mono();
    loop.stop();
  });
  loop.run();
  EXPECT_GE(firedAt, due);
}

TEST(ThreadMailbox, AClosedBoxStillGivesWhatWasPostedBefore) {
  SystemClock clock;
  const auto mailbox = makeThreadMailbox(clock);
  mailbox->post([] {});
  mailbox->close();
  EXPECT_FALSE(mailbox->post([] {}));
  EXPECT_TRUE(mailbox->take(MonoTime::max()));
  EXPECT_FALSE(mailbox->take(MonoTime::max()));
}

TEST(ThreadMailbox, TheBeatMayBeReadWhileTheLoopRuns) {
  SystemClock clock;
  const auto mailbox = makeThreadMailbox(clock);
  Loop loop(clock, *mailbox);
  Posters threads(*mailbox);
  const MonoTime before = loop.beat();
  threads.add([&] {
    while (loop.beat() == before) mailbox->post([] {});
    mailbox->post([&] { loop.stop(); });
  });
  loop.run();
  EXPECT_GT(loop.beat(), before);
}

}  // namespace
}  // namespace slipway::kube

#pragma once

#include <cstddef>
#include <map>
#include <optional>

#include "base/clock.h"
#include "kube/types/object.h"

namespace slipway::controllers {

// When a status that only tells, and decides nothing, may be written: half a second after there was
// something to tell, so that it tells more at once; later where many have something to tell, so
// that all of them together write about twenty a second, but never later than ten seconds. A write
// of status costs the API server three times what one of a ReplicaSet does: a fleet that is changed
// at once would be slowed down by what it tells of itself.
//
//   1 Release to 10      half a second after
//   100 changed at once  five seconds: most have decided by then, and told it along with that
class Tellings {
 public:
  // How long `release` waits yet; nothing: write now.
  std::optional<Duration> wait(const kube::ObjectKey& release, MonoTime now);
  // It was told, or there is nothing to tell any more.
  void done(const kube::ObjectKey& release) { since_.erase(release); }
  // Releases that wait.
  std::size_t waiting() const { return since_.size(); }

 private:
  std::map<kube::ObjectKey, MonoTime> since_;
};

}  // namespace slipway::controllers

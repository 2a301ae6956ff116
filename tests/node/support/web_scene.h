#pragma once

#include <memory>
#include <string>

#include "tests/node/support/installed_scene.h"
#include "tests/node/support/load.h"

namespace slipway::testing {

// How the application ends: in order, or at once.
struct App {
  const char* name;
  bool drains;
};

// The web application (apps/web.cpp) as a Release or a Deployment, and its users, who count every
// request.
class WebScene : public InstalledScene {
 protected:
  explicit WebScene(App app) : app_(app) {}
  void SetUp() override;
  void TearDown() override;

  // What is deployed. `strategy` is spec.strategy's only member; `more` are flags of the
  // application, `bake` belongs to spec.verification.
  std::string appArgs(const std::string& version, const std::string& more = {}) const;
  void release(const std::string& strategy, int replicas, const std::string& version,
               const std::string& more = {}, const std::string& bake = {});
  // A Release of the Deployment that is there.
  void adopting(const std::string& strategy);
  // What there is without Slipway, and a Service that selects by the application's label.
  void deployment(const std::string& version);
  void service();

  void deployed(const std::string& strategy, int replicas);
  void promoted(int revision);
  // The pause that is that step has come.
  void paused(int step);
  void decide(const std::string& decision);
  void goBack();

  struct Seen {
    LoadReport fresh;
    LoadReport kept;
  };
  // Clients of each kind.
  void usersCome();
  // Prints a row for each kind of connection.
  Seen usersGo(const std::string& what);
  // Nothing lost on new connections, whatever the application does; nothing on kept ones either,
  // where it says in time that it will close them.
  void nothingLost(const Seen& seen);

  App app_;
  bool serviceIsOurs_ = true;  // else it was there before

 private:
  std::string podSpec(const std::string& version, const std::string& more) const;
  void print(const std::string& what, const std::string& connections, const LoadReport& report);
  void agree(const Seen& seen);

  std::string counts_;
  std::unique_ptr<Load> fresh_;
  std::unique_ptr<Load> kept_;
  int decisions_ = 0;
};

}  // namespace slipway::testing

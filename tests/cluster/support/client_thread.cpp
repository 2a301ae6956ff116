#include "tests/cluster/support/client_thread.h"

#include <future>
#include <stdexcept>

#include "kube/types/resources.h"

namespace slipway::testing {

ClientThread::ClientThread(RealClient& client)
    : client_(client), thread_([&client] {
        kube::Loop& loop = client.loop();
        while (!loop.stopped()) loop.step(client.clock().mono() + std::chrono::seconds(1));
      }) {}

ClientThread::~ClientThread() {
  run([this] { client_.loop().stop(); });
  thread_.join();
}

void ClientThread::run(const std::function<void()>& task) {
  std::promise<void> done;
  client_.mailbox().post([&] {
    task();
    done.set_value();
  });
  done.get_future().wait();
}

void makeNode(RealClient& client, const std::string& name) {
  kube::ApiRequest create;
  create.verb = kube::Verb::Create;
  create.resource = kube::resources::nodes();
  create.key.name = name;
  create.body = Value::object(
      {{"apiVersion", "v1"}, {"kind", "Node"}, {"metadata", Value::object({{"name", name}})}});
  const auto made = client.ask(create);
  if (!made.applied() && !made.error.alreadyExists())
    throw std::runtime_error("cannot make a node: " + made.error.message);
}

}  // namespace slipway::testing

#include <algorithm>
#include <iterator>
#include <openssl/evp.h>
#include <utility>

#include "base/text.h"
#include "tests/cluster/support/control_plane.h"

namespace slipway::testing {
namespace {

std::string trimmed(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

std::string ControlPlane::writeKubeconfig(const std::string& file,
                                          std::string_view credentials) const {
  std::string text = "apiVersion: v1\nkind: Config\nclusters:\n- name: test\n  cluster:\n";
  text += "    server: " + server() + "\n";
  text += "    certificate-authority-data: " + base64Encode(authority_->certificate()) + "\n";
  text += "users:\n- name: user\n  user:\n" + std::string(credentials);
  text += "contexts:\n- name: test\n  context: {cluster: test, user: user}\n";
  text += "current-context: test\n";
  writeText(path(file), text);
  return path(file);
}

std::string ControlPlane::writeUser(const std::string& file,
                                    const CertificateRequest& request) const {
  const KeyPair pair = authority_->issue(request);
  return writeKubeconfig(file, "    client-certificate-data: " + base64Encode(pair.certificate) +
                                   "\n    client-key-data: " + base64Encode(pair.key) + "\n");
}

std::string ControlPlane::userKubeconfig(const std::string& user,
                                         const std::vector<std::string>& groups,
                                         std::chrono::seconds validFor) {
  return writeUser("user-" + std::to_string(++users_) + ".kubeconfig",
                   {.commonName = user, .organizations = groups, .validFor = validFor});
}

Expected<std::string, std::string> ControlPlane::serviceAccountToken(
    const std::string& nameSpace, const std::string& name, std::chrono::seconds validFor) {
  auto created = kubectl({"create", "token", name, "--namespace=" + nameSpace,
                          "--duration=" + std::to_string(validFor.count()) + "s"});
  if (!created.ok()) return Unexpected{trimmed(created.err)};
  return trimmed(created.out);
}

Expected<std::string, std::string> ControlPlane::serviceAccountKubeconfig(
    const std::string& nameSpace, const std::string& name, std::chrono::seconds validFor) {
  auto token = serviceAccountToken(nameSpace, name, validFor);
  if (!token.ok()) return token;
  return writeKubeconfig("user-" + std::to_string(++users_) + ".kubeconfig",
                         "    token: " + *token + "\n");
}

Completed ControlPlane::kubectl(std::vector<std::string> args, std::string input,
                                const std::string& kubeconfig) {
  std::vector<std::string> argv{
      kubectl_, "--kubeconfig=" + (kubeconfig.empty() ? adminKubeconfig() : kubeconfig),
      "--cache-dir=" + path("kubectl-cache")};
  std::ranges::move(args, std::back_inserter(argv));
  return runCommand(
      {.argv = std::move(argv), .environment = {{"HOME", folder_}}, .input = std::move(input)},
      std::chrono::minutes(5));
}

std::string ControlPlane::pluginKubeconfig(const std::vector<std::string>& command) {
  Value::Elements args;
  for (std::size_t i = 1; i < command.size(); ++i) args.emplace_back(command[i]);
  const Value exec = Value::object({{"apiVersion", "client.authentication.k8s.io/v1"},
                                    {"command", command.front()},
                                    {"args", Value::array(std::move(args))},
                                    {"interactiveMode", "Never"}});
  return writeKubeconfig("user-" + std::to_string(++users_) + ".kubeconfig",
                         "    exec: " + printJson(exec) + "\n");
}

Completed ControlPlane::apply(std::string yaml) {
  return kubectl({"apply", "--filename=-"}, std::move(yaml));
}

Expected<Value, std::string> ControlPlane::get(std::vector<std::string> args) {
  args.insert(args.begin(), "get");
  args.emplace_back("--output=json");
  auto answer = kubectl(std::move(args));
  if (!answer.ok()) return Unexpected{trimmed(answer.err)};
  // Lists of many large objects are larger than what the operator would accept.
  auto parsed = parseJson(answer.out, {.maxBytes = std::size_t{256} << 20});
  if (!parsed.ok()) return Unexpected{parsed.error().message};
  return std::move(parsed).value();
}

}  // namespace slipway::testing

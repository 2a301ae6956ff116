#include "base/reader.h"
#include "base/value.h"
#include "kube/client/config.h"

namespace slipway::kube {

std::string execInfo(const ExecPlugin& plugin, bool terminal) {
  return printJson(
      Value::object({{"apiVersion", plugin.apiVersion},
                     {"kind", "ExecCredential"},
                     {"spec", Value::object({{"interactive", terminal && plugin.interactive}})}}));
}

Expected<Done, std::string> readExecCredential(std::string_view printed, ClientConfig& config) {
  const std::string who = config.plugin->argv.front() + " printed no ExecCredential: ";
  const auto parsed = parseJson(printed);
  if (!parsed.ok()) return Unexpected{who + parsed.error().message};
  FieldErrors errors;
  const Reader credential(*parsed, errors);
  if (credential["kind"].string() != "ExecCredential") credential["kind"].fail("is another one");
  if (credential["apiVersion"].string() != config.plugin->apiVersion) {
    credential["apiVersion"].fail("must be " + config.plugin->apiVersion +
                                  ", as the kubeconfig says");
  }
  const Reader status = credential["status"];
  config.token = {status["token"].string(), ""};
  config.certificate = {status["clientCertificateData"].string(), ""};
  config.key = {status["clientKeyData"].string(), ""};
  const bool certified = !config.certificate.empty() && !config.key.empty();
  if (errors.empty() && config.token.empty() && !certified) {
    status.fail("holds neither a token nor a client certificate with its key");
  }
  if (!errors.empty()) return Unexpected{who + errors.front().text()};
  return Done{};
}

}  // namespace slipway::kube

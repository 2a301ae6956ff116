#include "operator/client/completion.h"

#include <vector>

#include "operator/client/words.h"

namespace slipway::cli {
namespace {

std::vector<const CLI::App*> commandsOf(const CLI::App& app) {
  std::vector<const CLI::App*> commands;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    commands.push_back(command);
  }
  return commands;
}

// The long ones.
std::vector<std::string> flagsOf(const CLI::App& command) {
  std::vector<std::string> flags;
  for (const auto* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

bool namesARelease(const CLI::App& command) {
  return command.get_option_no_throw("NAME") != nullptr;
}

constexpr const char* kNames = "slipway list --output name 2>/dev/null | sed 's|.*/||'";

std::string bashScript(const CLI::App& app) {
  std::string script =
      "# slipway completion bash >/etc/bash_completion.d/slipway\n"
      "_slipway() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} words=''\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    words='";
  std::vector<std::string> names;
  for (const auto* command : commandsOf(app)) names.push_back(command->get_name());
  script += joined(names, " ") + "'\n  else\n    case ${COMP_WORDS[1]} in\n";
  for (const auto* command : commandsOf(app)) {
    script += "      " + command->get_name() + ") words='" + joined(flagsOf(*command), " ") + "'";
    if (namesARelease(*command)) {
      script += "; [[ $current == -* ]] || words=$(" + std::string(kNames) + ")";
    }
    script += " ;;\n";
  }
  return script +
         "    esac\n  fi\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -F _slipway slipway kubectl-slipway\n";
}

std::string fishQuoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text)
    quoted += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return quoted + "'";
}

std::string fishScript(const CLI::App& app) {
  std::string script =
      "# slipway completion fish >~/.config/fish/completions/slipway.fish\n"
      "complete -c slipway -f\n";
  for (const auto* command : commandsOf(app)) {
    const std::string seen = "'__fish_seen_subcommand_from " + command->get_name() + "'";
    script += "complete -c slipway -n __fish_use_subcommand -a " + command->get_name() + " -d " +
              fishQuoted(command->get_description()) + "\n";
    for (const auto* option : command->get_options()) {
      for (const auto& name : option->get_lnames()) {
        script += "complete -c slipway -n " + seen + " -l " + name + " -d " +
                  fishQuoted(option->get_description()) + "\n";
      }
    }
    if (namesARelease(*command)) {
      script += "complete -c slipway -n " + seen + " -a \"(" + kNames + ")\"\n";
    }
  }
  return script;
}

}  // namespace

std::string completionScript(const CLI::App& app, const std::string& shell) {
  if (shell == "bash") return bashScript(app);
  if (shell == "zsh") {
    return "# slipway completion zsh >\"${fpath[1]}/_slipway\"\n"
           "autoload -U +X bashcompinit && bashcompinit\n" +
           bashScript(app);
  }
  return shell == "fish" ? fishScript(app) : "";
}

}  // namespace slipway::cli

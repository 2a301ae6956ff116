#include "layering.h"

#include "matrix.h"
#include "source.h"

namespace slipway::layering {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Layering, TheTreeKeepsItsFloors) {
  const Tree tree = readTree(SLIPWAY_SOURCE_DIR);
  for (const Floor& floor : kFloors) {
    EXPECT_TRUE(std::ranges::any_of(
        tree, [&](const auto& file) { return file.first.starts_with(floor.folder); }))
        << floor.folder << " holds no file: is the test looking at the right place?";
  }
  for (const std::string& violation : violations(tree)) ADD_FAILURE() << violation;
}

// A small tree without a fault, into which each test plants one.
Tree soundTree() {
  return {
      {"base/text.h", "#pragma once\n#include <string>\n"},
      {"base/clock.h",
       "#include <chrono>\nauto now() { return std::chrono::system_clock::now(); }\n"},
      {"net/probe.h", "#include \"base/text.h\"\n"},
      {"net/server.h", "#include \"base/text.h\"\n"},
      {"kube/types/pod.h", "#include \"base/text.h\"\n"},
      {"kube/loop/loop.h", "#include \"base/clock.h\"\n"},
      {"kube/client/api.h", "#include \"kube/loop/loop.h\"\n#include \"kube/types/pod.h\"\n"},
      {"kube/client/rest.cpp", "#include \"kube/client/api.h\"\n#include \"net/server.h\"\n"},
      {"kube/runtime/store.h", "#include \"kube/client/api.h\"\n"},
      {"kube/fake/server.h", "#include \"kube/runtime/store.h\"\n"},
      {"crds/release.h", "#include \"kube/types/pod.h\"\n"},
      {"strategies/plan.h", "#include \"crds/release.h\"\n"},
      {"controllers/release.cpp",
       "#include \"strategies/plan.h\"\n#include \"kube/runtime/store.h\"\n#include "
       "\"net/probe.h\"\n"},
      {"sim/world.cpp", "#include \"kube/fake/server.h\"\n#include \"net/probe.h\"\n"},
      {"operator/main.cpp",
       "#include \"net/server.h\"\n#include \"kube/fake/server.h\"\n#include "
       "\"strategies/plan.h\"\n"},
  };
}

Tree planted(const std::string& path, const std::string& content) {
  Tree tree = soundTree();
  tree[path] += content;
  return tree;
}

TEST(Layering, NothingIsFoundInASoundTree) {
  EXPECT_THAT(violations(soundTree()), IsEmpty());
}

struct Planted {
  const char* name;
  const char* path;
  const char* content;
  const char* report;
};

TEST(Layering, PlantedViolationsAreFound) {
  const std::vector<Planted> rows{
      {"upwards from base", "base/x.h", "#include \"net/probe.h\"\n",
       "base/x.h:1 may not see net/probe.h"},
      {"from types to the network", "kube/types/x.h", "\n#include \"net/server.h\"\n",
       "kube/types/x.h:2 may not see net/server.h"},
      {"from the runtime to the network", "kube/runtime/x.cpp", "#include \"net/server.h\"\n",
       "kube/runtime/x.cpp:1 may not see net/server.h"},
      {"from strategies to the runtime", "strategies/x.cpp", "#include \"kube/runtime/store.h\"\n",
       "strategies/x.cpp:1 may not see kube/runtime/store.h"},
      {"from controllers to more of net than the probe", "controllers/x.cpp",
       "#include \"net/server.h\"\n", "controllers/x.cpp:1 may not see net/server.h"},
      {"from controllers to the fake", "controllers/x.cpp", "#include \"kube/fake/server.h\"\n",
       "controllers/x.cpp:1 may not see kube/fake/server.h"},
      {"from sim to strategies", "sim/x.cpp", "#include \"strategies/plan.h\"\n",
       "sim/x.cpp:1 may not see strategies/plan.h"},
      {"relative", "crds/x.h", "#include \"../net/server.h\"\n",
       "crds/x.h:1 may not see net/server.h"},
      {"relative from further down", "kube/types/x.h", "#include \"./../../net/server.h\"\n",
       "kube/types/x.h:1 may not see net/server.h"},
      {"angle brackets", "crds/x.h", "#include <net/server.h>\n",
       "crds/x.h:1 may not see net/server.h"},
      {"angle brackets with space", "crds/x.h", " #\tinclude  <net/server.h> // why not\n",
       "crds/x.h:1 may not see net/server.h"},
      {"a branch that is not compiled", "crds/x.h", "#if 0\n#include \"net/server.h\"\n#endif\n",
       "crds/x.h:2 may not see net/server.h"},
      {"by a macro", "crds/x.h", "#define H \"net/server.h\"\n#include H\n",
       "crds/x.h:2 has an include that cannot be read"},
      {"relative within the floor", "net/x.h", "#include \"probe.h\"\n",
       "must write \"net/probe.h\" for probe.h"},
      {"angle brackets within the floor", "net/x.h", "#include <net/probe.h>\n",
       "must write \"net/probe.h\""},
      {"what does not exist", "net/x.h", "#include \"net/gone.h\"\n",
       "net/x.h:1 includes net/gone.h, which does not exist"},
      {"what does not exist, in angle brackets", "net/x.h", "#include <kube/gone.h>\n",
       "which does not exist"},
      {"a file beside the floors", "kube/x.h", "\n", "kube/x.h:1 belongs to no floor"},
      {"nlohmann in a header", "base/x.h", "#include <nlohmann/json.hpp>\n",
       "base/x.h:1 shows nlohmann in a header"},
      {"Asio in a header", "net/x.h", "#include <boost/asio.hpp>\n",
       "net/x.h:1 shows Asio in a header"},
      {"pplx in a header", "net/x.h", "#include <pplx/pplxtasks.h>\n", "shows cpprest in a header"},
      {"catch in a strategy", "strategies/x.cpp", "void f() {\n  try {} catch (...) {}\n}\n",
       "strategies/x.cpp:2 says catch("},
      {"catch in a controller", "controllers/x.cpp", "catch  (int)",
       "controllers/x.cpp:1 says catch("},
      {"sleeping", "sim/x.cpp", "std::this_thread::sleep_for(1s);", "sim/x.cpp:1 says sleep_for"},
      {"detaching", "net/x.cpp", "/* \n */ thread.detach( );", "net/x.cpp:2 says detach()"},
      {"std::async", "net/x.cpp", "std :: async([] {});", "net/x.cpp:1 says std::async"},
      {"reading the clock", "operator/x.cpp", "auto t = system_clock::now();",
       "says system_clock::now"},
  };
  for (const Planted& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_THAT(violations(planted(row.path, row.content)), Contains(HasSubstr(row.report)));
  }
}

TEST(Layering, WhatAnAllowedHeaderBringsAlongIsFound) {
  Tree tree = planted("kube/client/api.h", "#include \"net/server.h\"\n");
  // The client itself may; whoever sees it through its header may not.
  const std::vector<std::string> found = violations(tree);
  EXPECT_THAT(
      found,
      Contains("kube/runtime/store.h:1 may not see net/server.h (through kube/client/api.h)"));
  EXPECT_THAT(found, Contains("controllers/release.cpp:2 may not see net/server.h (through "
                              "kube/runtime/store.h, kube/client/api.h)"));
  EXPECT_THAT(found, testing::Not(Contains(HasSubstr("kube/client/rest.cpp"))));
}

TEST(Layering, ALibraryInTooManyFilesIsFound) {
  Tree tree = soundTree();
  for (const char* path : {"base/a.cpp", "base/b.cpp"}) tree[path] = "#include <yaml-cpp/yaml.h>\n";
  EXPECT_THAT(violations(tree), IsEmpty());
  tree["base/c.cpp"] = "#include <yaml-cpp/parser.h>\n";
  EXPECT_THAT(
      violations(tree),
      ElementsAre("yaml-cpp is included by more than 2 files: base/a.cpp base/b.cpp base/c.cpp"));
}

TEST(Layering, CommentsAndLiteralsAreNoCode) {
  const std::string innocent =
      "// #include \"net/server.h\" and std::async\n"
      "/* #include \"net/server.h\"\n#include \"net/server.h\" catch (x) */\n"
      "const char* a = \"\\\"catch ( std::async\";\n"
      "const char* b = R\"x(\n#include \"net/server.h\"\nsleep_for \" catch (y))x\";\n"
      "const int n = 1'000; const char c = '\"'; void catching(int);\n";
  EXPECT_THAT(violations(planted("strategies/x.cpp", innocent)), IsEmpty());
  EXPECT_THAT(violations(planted("strategies/x.cpp", innocent + "std::async();")),
              ElementsAre(HasSubstr("strategies/x.cpp:9 says std::async")));
}

TEST(Layering, LinesAreCountedThroughCommentsAndLiterals) {
  const auto includes =
      includesOf("/*\n\n*/ #include <a>\nauto s = R\"(\n\n)\";\n#include \"b/c.h\"\n");
  ASSERT_EQ(includes.size(), 2U);
  EXPECT_EQ(includes[0].line, 3);
  EXPECT_EQ(includes[1].path, "b/c.h");
  EXPECT_EQ(includes[1].line, 7);
}

}  // namespace
}  // namespace slipway::layering

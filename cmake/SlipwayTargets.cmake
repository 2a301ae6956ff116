# How this project builds its libraries and tests: flags in one place, one function per kind of target.

# Files with a precompiled header are found in ccache only under these settings, and those of another
# checkout only where no path counts.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

add_library(slipway_flags INTERFACE)
target_include_directories(slipway_flags INTERFACE ${CMAKE_SOURCE_DIR})
# GCC 12 sees overlaps and overruns in std::string's operator+ that are not there (GCC PR 105329,
# 105651): those warnings are off. In instrumented code it sees more such things: the build that
# ships is the one that is held to its warnings.
set(strict -Werror)
if(SLIPWAY_SANITIZE)
  set(strict "")
endif()
target_compile_options(slipway_flags INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-array-bounds
    -Wno-stringop-overflow -Wno-stringop-overread>
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  ${strict}
  -fno-omit-frame-pointer -fstack-protector-strong -fPIE
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
target_compile_definitions(slipway_flags INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(slipway_flags INTERFACE -pie -Wl,-z,relro,-z,now -Wl,--build-id)

if(SLIPWAY_SANITIZE)
  target_compile_options(slipway_flags INTERFACE -fsanitize=${SLIPWAY_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(slipway_flags INTERFACE -fsanitize=${SLIPWAY_SANITIZE})
else()
  target_compile_options(slipway_flags INTERFACE $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
endif()

# Most of a file's compile time goes into the standard library's headers (and a test's, into gtest's):
# each kind of target shares one that is compiled once. Files include what they use all the same.
set(SLIPWAY_STD_HEADERS <algorithm> <array> <charconv> <chrono> <cstdint> <functional> <map> <memory>
  <optional> <set> <sstream> <stdexcept> <string> <string_view> <utility> <variant> <vector>)
function(slipway_pch target pch)
  cmake_parse_arguments(ARG "" "" "HEADERS;LINKS;OPTIONS" ${ARGN})
  if(NOT TARGET ${pch})
    file(WRITE ${CMAKE_BINARY_DIR}/${pch}.cpp "")
    add_library(${pch} OBJECT ${CMAKE_BINARY_DIR}/${pch}.cpp)
    target_link_libraries(${pch} PRIVATE slipway_flags ${ARG_LINKS})
    target_compile_options(${pch} PRIVATE ${ARG_OPTIONS})
    target_precompile_headers(${pch} PRIVATE ${ARG_HEADERS})
  endif()
  target_compile_options(${target} PRIVATE ${ARG_OPTIONS})
  target_precompile_headers(${target} REUSE_FROM ${pch})
endfunction()

# SLIPWAY_SOURCE_DIR in those of the files that name it. Not in all: a path on the command line makes
# a file of another checkout another file for ccache.
function(slipway_source_dir)
  foreach(source ${ARGN})
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    file(STRINGS ${source} named REGEX SLIPWAY_SOURCE_DIR LIMIT_COUNT 1)
    if(named)
      set_source_files_properties(${source} PROPERTIES
        COMPILE_DEFINITIONS SLIPWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    endif()
  endforeach()
endfunction()

# slipway_library(<name> SOURCES ... LINKS ...): the static library slipway_<name>.
# LINKS are the libraries that its public headers may show.
function(slipway_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(slipway_${name} STATIC ${ARG_SOURCES})
  slipway_source_dir(${ARG_SOURCES})
  target_link_libraries(slipway_${name} PUBLIC slipway_flags ${ARG_LINKS})
  slipway_pch(slipway_${name} slipway_std_pch HEADERS ${SLIPWAY_STD_HEADERS})
endfunction()

# PROPERTIES of tests that start a control plane: one of them at a time, early, since it takes long.
set(SLIPWAY_ON_CONTROL_PLANE RESOURCE_LOCK control_plane COST 1000 FIXTURES_REQUIRED control_plane)

# slipway_test(<name> TIER <tier> SOURCES ... LINKS ... [WHOLE] [TIMEOUT s] [PROPERTIES ...])
# Every TEST becomes one ctest entry; with WHOLE the binary is one entry (costly fixtures shared).
function(slipway_test name)
  cmake_parse_arguments(ARG "WHOLE" "TIER;TIMEOUT" "SOURCES;LINKS;PROPERTIES" ${ARGN})
  if(NOT ARG_TIER IN_LIST SLIPWAY_TIERS)
    return()
  endif()
  find_package(GTest REQUIRED)
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE slipway_flags ${ARG_LINKS} GTest::gtest GTest::gmock GTest::gtest_main)
  slipway_source_dir(${ARG_SOURCES})
  slipway_pch(${name} slipway_gtest_pch OPTIONS ${SLIPWAY_TEST_FLAGS} LINKS GTest::gtest GTest::gmock
    HEADERS <gtest/gtest.h> <gmock/gmock.h> ${SLIPWAY_STD_HEADERS})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  # What `make test-deep` configures with: the same tests do much more then.
  if(NOT "$ENV{SLIPWAY_DEEP}" STREQUAL "")
    math(EXPR ARG_TIMEOUT "24 * ${ARG_TIMEOUT}")
  endif()
  if(ARG_WHOLE)
    add_test(NAME ${SLIPWAY_TEST_PREFIX}${name} COMMAND ${name})
    set_tests_properties(${SLIPWAY_TEST_PREFIX}${name} PROPERTIES
      LABELS ${ARG_TIER} TIMEOUT ${ARG_TIMEOUT} ${ARG_PROPERTIES})
  else()
    include(GoogleTest)
    gtest_discover_tests(${name} TEST_PREFIX "${SLIPWAY_TEST_PREFIX}${name}." DISCOVERY_TIMEOUT 60
      DISCOVERY_MODE PRE_TEST
      PROPERTIES LABELS ${ARG_TIER} TIMEOUT ${ARG_TIMEOUT} ${ARG_PROPERTIES})
  endif()
endfunction()

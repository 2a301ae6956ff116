# How this project builds its libraries and tests: flags in one place, one function per kind of target.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(slipway_flags INTERFACE)
target_include_directories(slipway_flags INTERFACE ${CMAKE_SOURCE_DIR})
# GCC 12 sees overlaps and overruns in std::string's operator+ that are not there (GCC PR 105329,
# 105651): those two warnings are off. In instrumented code it sees more such things: the build that
# ships is the one that is held to its warnings.
set(strict -Werror)
if(SLIPWAY_SANITIZE)
  set(strict "")
endif()
target_compile_options(slipway_flags INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-array-bounds>
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

# slipway_floor(<name> SOURCES ... LINKS ...): the static library slipway_<name>.
# LINKS are the floors and libraries that its public headers may show.
function(slipway_floor name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(slipway_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(slipway_${name} PUBLIC slipway_flags ${ARG_LINKS})
endfunction()

# One precompiled gtest header shared by every test binary: gtest costs more than most tests' own code.
function(slipway_gtest_pch target)
  if(NOT TARGET slipway_gtest_pch)
    file(WRITE ${CMAKE_BINARY_DIR}/gtest_pch.cpp "")
    add_library(slipway_gtest_pch OBJECT ${CMAKE_BINARY_DIR}/gtest_pch.cpp)
    target_link_libraries(slipway_gtest_pch PRIVATE slipway_flags GTest::gtest GTest::gmock)
    target_precompile_headers(slipway_gtest_pch PRIVATE <gtest/gtest.h> <gmock/gmock.h> <string> <vector>)
  endif()
  target_precompile_headers(${target} REUSE_FROM slipway_gtest_pch)
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
  # Long literals in rows, and GCC PR 105329 once more.
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>)
  target_compile_definitions(${name} PRIVATE SLIPWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  slipway_gtest_pch(${name})
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

# What nearly every file includes, read by the compiler once for all: a file of the merge takes 2.8 s instead of 5.6 s, and
# the whole tree 10 minutes less on two cores. Rooms include what they use all the same: tools/wasm-check, tools/lint and
# tools/include-rules read them without. Programs, compiled for other addresses than libraries, have none.
option(TILIK_PRECOMPILE "Precompile the headers that nearly every file includes" ON)
set(TILIK_EVERYWHERE <algorithm> <array> <cstdint> <functional> <map> <memory> <optional> <set> <string> <string_view>
    <unordered_map> <unordered_set> <utility> <variant> <vector> <tilik/v1/change_set.pb.h> <tilik/v1/codebook.pb.h>
    <tilik/v1/sync.pb.h>)
function(tilik_precompiled name)
  cmake_parse_arguments(PRECOMPILED "" "" "HEADERS;NEEDS;OPTIONS" ${ARGN})
  set(nothing ${CMAKE_BINARY_DIR}/${name}.cc)
  file(CONFIGURE OUTPUT ${nothing} CONTENT "")
  add_library(${name} OBJECT ${nothing})
  target_compile_options(${name} PRIVATE ${TILIK_WARNINGS} ${PRECOMPILED_OPTIONS})
  target_link_libraries(${name} PRIVATE tilik_proto ${PRECOMPILED_NEEDS})
  target_precompile_headers(${name} PRIVATE ${PRECOMPILED_HEADERS})
endfunction()
if(TILIK_PRECOMPILE)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # Once precompiled, g++ 12 reports its own mistakes about std::string (GCC bugs 105651, 105329), which it keeps to itself
    # in a header of the system.
    list(APPEND TILIK_WARNINGS -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
  tilik_precompiled(tilik_room_headers HEADERS ${TILIK_EVERYWHERE})
  tilik_precompiled(tilik_test_headers
    HEADERS ${TILIK_EVERYWHERE} <gmock/gmock.h> <gtest/gtest.h>
    NEEDS GTest::gmock GTest::gtest
    OPTIONS ${TILIK_TEST_OPTIONS} -fPIE)
  set_target_properties(tilik_test_headers PROPERTIES POSITION_INDEPENDENT_CODE OFF)
endif()

function(tilik_own_sources sources)
  if(NOT ${sources})
    file(GLOB own CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
    set(${sources} ${own} PARENT_SCOPE)
  endif()
endfunction()

# tilik_room(NAME [SOURCES …] NEEDS …): one library target per folder, with its declared dependencies and nothing else.
# A room sees only what it NEEDS, so an arrow that architecture.md §2 does not draw fails to link or to include. Without
# SOURCES, here and in tilik_test, every .cc of the folder is meant: who adds a file need not say so a second time. DATA:
# tables only, that know no message.
function(tilik_room name)
  cmake_parse_arguments(ROOM "DATA" "" "SOURCES;NEEDS" ${ARGN})
  tilik_own_sources(ROOM_SOURCES)
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${TILIK_WARNINGS})
  target_link_libraries(${name} PUBLIC ${ROOM_NEEDS})
  if(TILIK_PRECOMPILE AND NOT ROOM_DATA)
    target_precompile_headers(${name} REUSE_FROM tilik_room_headers)
  endif()
endfunction()

# tilik_program(NAME SOURCES … NEEDS …): an executable placed in build/bin.
function(tilik_program name)
  cmake_parse_arguments(PROGRAM "" "" "SOURCES;NEEDS" ${ARGN})
  add_executable(${name} ${PROGRAM_SOURCES})
  target_compile_options(${name} PRIVATE ${TILIK_WARNINGS})
  target_link_libraries(${name} PRIVATE ${PROGRAM_NEEDS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# tilik_test(NAME [SHARDS n] [SOURCES …] NEEDS …): a GoogleTest program, registered with CTest as one test, or as n that
# share its cases and may run side by side. It is labelled with the first folder below tests/ (unit, scenario, simulation
# …), which is what test presets choose by.
function(tilik_test name)
  cmake_parse_arguments(TEST "" "SHARDS" "SOURCES;NEEDS" ${ARGN})
  tilik_own_sources(TEST_SOURCES)
  add_executable(${name} ${TEST_SOURCES})
  target_compile_options(${name} PRIVATE ${TILIK_WARNINGS} ${TILIK_TEST_OPTIONS})
  target_link_libraries(${name} PRIVATE ${TEST_NEEDS} GTest::gmock GTest::gtest GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  if(TILIK_PRECOMPILE)
    target_precompile_headers(${name} REUSE_FROM tilik_test_headers)
  endif()
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
  string(REGEX REPLACE "/.*" "" kind ${folder})
  if(NOT TEST_SHARDS)
    set(TEST_SHARDS 1)
  endif()
  foreach(shard RANGE 1 ${TEST_SHARDS})
    set(case ${name})
    if(TEST_SHARDS GREATER 1)
      set(case ${name}_${shard}_of_${TEST_SHARDS})
    endif()
    math(EXPR index "${shard} - 1")
    add_test(NAME ${case} COMMAND ${name})
    set_tests_properties(${case} PROPERTIES LABELS ${kind} TIMEOUT 900
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${TEST_SHARDS};GTEST_SHARD_INDEX=${index}")
  endforeach()
  # `cmake --build … --target all_unit`: what a preset runs, without benches and the rest.
  if(NOT TARGET all_${kind})
    add_custom_target(all_${kind})
  endif()
  add_dependencies(all_${kind} ${name})
endfunction()

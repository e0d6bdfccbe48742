function(tilik_own_sources sources)
  if(NOT ${sources})
    file(GLOB own CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
    set(${sources} ${own} PARENT_SCOPE)
  endif()
endfunction()

# tilik_room(NAME [SOURCES …] NEEDS …): one library target per folder, with its declared dependencies and nothing else.
# A room sees only what it NEEDS, so an arrow that architecture.md §2 does not draw fails to link or to include. Without
# SOURCES, here and in tilik_test, every .cc of the folder is meant: who adds a file need not say so a second time.
function(tilik_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;NEEDS" ${ARGN})
  tilik_own_sources(ROOM_SOURCES)
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${TILIK_WARNINGS})
  target_link_libraries(${name} PUBLIC ${ROOM_NEEDS})
endfunction()

# tilik_program(NAME SOURCES … NEEDS …): an executable placed in build/bin.
function(tilik_program name)
  cmake_parse_arguments(PROGRAM "" "" "SOURCES;NEEDS" ${ARGN})
  add_executable(${name} ${PROGRAM_SOURCES})
  target_compile_options(${name} PRIVATE ${TILIK_WARNINGS})
  target_link_libraries(${name} PRIVATE ${PROGRAM_NEEDS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# tilik_test(NAME [SOURCES …] NEEDS …): a GoogleTest program, registered with CTest as one test. It is labelled with the
# first folder below tests/ (unit, scenario, simulation …), which is what test presets choose by.
function(tilik_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;NEEDS" ${ARGN})
  tilik_own_sources(TEST_SOURCES)
  add_executable(${name} ${TEST_SOURCES})
  target_compile_options(${name} PRIVATE ${TILIK_WARNINGS})
  target_link_libraries(${name} PRIVATE ${TEST_NEEDS} GTest::gmock GTest::gtest GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
  string(REGEX REPLACE "/.*" "" kind ${folder})
  set_tests_properties(${name} PROPERTIES LABELS ${kind} TIMEOUT 900)
  # `cmake --build … --target all_unit`: what a preset runs, without benches and the rest.
  if(NOT TARGET all_${kind})
    add_custom_target(all_${kind})
  endif()
  add_dependencies(all_${kind} ${name})
endfunction()

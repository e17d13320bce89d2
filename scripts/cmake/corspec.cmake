# The three kinds of target this project has: a floor (library), its tests, a program.

add_library(corspec_warnings INTERFACE)
target_compile_options(corspec_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual
  # A designated initialiser leaves members out on purpose.
  -Wno-missing-field-initializers
  # g++ 12 takes `"literal" + string` at -O3 for an overlapping copy (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${CORSPEC_WERROR}>:-Werror>)

# corspec_add_floor(NAME SOURCES file... [LINK lib...] [PRIVATE_LINK lib...])
# A floor is one static library, alias corspec::NAME. Includes spell the floor: "fetch/origin.hpp".
function(corspec_add_floor name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;PRIVATE_LINK")
  add_library(corspec_${name} STATIC ${arg_SOURCES})
  add_library(corspec::${name} ALIAS corspec_${name})
  target_include_directories(corspec_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/harness> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:include/corspec>)
  target_link_libraries(corspec_${name} PUBLIC ${arg_LINK} PRIVATE ${arg_PRIVATE_LINK} $<BUILD_INTERFACE:corspec_warnings>)
endfunction()

if(BUILD_TESTING)
  # What every test includes, precompiled once for all of them.
  add_library(corspec_test_headers OBJECT "${CMAKE_CURRENT_LIST_DIR}/test_headers.cpp")
  target_compile_options(corspec_test_headers PRIVATE -O0)
  target_link_libraries(corspec_test_headers PRIVATE corspec_warnings GTest::gtest GTest::gmock)
  target_precompile_headers(corspec_test_headers PRIVATE <gtest/gtest.h> <string> <vector> <optional> <algorithm>)
endif()

# corspec_add_unit_test(NAME SOURCES file... LINK lib... [LABELS label...])
# One GoogleTest program for a floor. Tests find data through CORSPEC_SOURCE_DIR, never the working directory.
function(corspec_add_unit_test name)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;LABELS")
  add_executable(${name} ${arg_SOURCES})
  target_compile_definitions(${name} PRIVATE CORSPEC_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_LINK} corspec_warnings GTest::gtest GTest::gmock GTest::gtest_main)
  # Sanitizers make the optimiser slow, and what a test itself does is little: its code takes a third of the time without.
  target_compile_options(${name} PRIVATE -O0)
  target_precompile_headers(${name} REUSE_FROM corspec_test_headers)
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  if(CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    # A sanitizer takes longer to start than most tests take: one process for all of them.
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 600)
  else()
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 120)
  endif()
endfunction()

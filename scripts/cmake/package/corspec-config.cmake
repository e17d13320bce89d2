# find_package(corspec): the program as corspec::corspec, the model of the Fetch Standard as corspec::browser, corspec::fetch and
# corspec::message, and a function that makes a test of a server.
include("${CMAKE_CURRENT_LIST_DIR}/corspec-targets.cmake")

# corspec_add_test(NAME name COMMAND "server --port {port}" PROFILE file [URL url] [LEVEL must|should|may] [ARGS arg...])
# A test that starts the server by COMMAND, in which {port} is a free port, runs the suite against it under the profile, and stops it.
# URL says what to ask for: http://127.0.0.1:{port}/ unless it is given. ARGS are further arguments of `corspec run`. The reports, JUnit
# and a page, lie in the build folder, called as the test is with a dash for what no file name takes.
function(corspec_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;COMMAND;PROFILE;URL;LEVEL" "ARGS")
  foreach(needed NAME COMMAND PROFILE)
    if(NOT arg_${needed})
      message(FATAL_ERROR "corspec_add_test needs ${needed}")
    endif()
  endforeach()
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "corspec_add_test: unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_URL)
    set(arg_URL "http://127.0.0.1:{port}/")
  endif()
  if(NOT arg_LEVEL)
    set(arg_LEVEL must)
  endif()
  get_filename_component(profile "${arg_PROFILE}" ABSOLUTE)
  string(REGEX REPLACE "[^A-Za-z0-9._+-]" "-" file "${arg_NAME}")
  set(reports "${CMAKE_CURRENT_BINARY_DIR}/${file}")
  add_test(NAME "${arg_NAME}"
    COMMAND corspec::corspec run "${arg_URL}" --exec "${arg_COMMAND}" --profile "${profile}" --level "${arg_LEVEL}"
            --report-junit "${reports}.xml" --report-html "${reports}.html" --report-text - ${arg_ARGS})
endfunction()

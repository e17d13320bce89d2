# `cmake --install` and the Debian package: the program with its manual, and floors 0 to 2 as a library for other people's tests.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/corspec")
foreach(floor message fetch browser)
  set_target_properties(corspec_${floor} PROPERTIES EXPORT_NAME ${floor})
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/harness/${floor}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/corspec"
          FILES_MATCHING PATTERN "*.hpp")
endforeach()
install(TARGETS corspec corspec_message corspec_fetch corspec_browser EXPORT corspec-targets
        RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT corspec-targets NAMESPACE corspec:: DESTINATION "${package_folder}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/corspec-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_SOURCE_DIR}/scripts/cmake/package/corspec-config.cmake"
              "${PROJECT_BINARY_DIR}/corspec-config-version.cmake" DESTINATION "${package_folder}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/cases/schema" "${PROJECT_SOURCE_DIR}/cases/profiles"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/corspec")
install(FILES "${PROJECT_SOURCE_DIR}/README.md" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES "${PROJECT_SOURCE_DIR}/scripts/cmake/package/copyright" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY "${PROJECT_BINARY_DIR}/manual/" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1"
        FILES_MATCHING PATTERN "*.1.gz")
install(FILES "${PROJECT_BINARY_DIR}/manual/corspec.bash" RENAME corspec
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${PROJECT_BINARY_DIR}/manual/corspec.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
# Debian's zsh looks for what packages bring in a folder of its own; below any other prefix in the one that all zsh have.
install(CODE "
  set(folder site-functions)
  if(CMAKE_INSTALL_PREFIX MATCHES \"/usr$\")
    set(folder vendor-completions)
  endif()
  file(INSTALL \"${PROJECT_BINARY_DIR}/manual/_corspec\" DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${folder}\")")
find_program(gzip NAMES gzip REQUIRED)
# What changed in the program is a text of its own form; what changed in the package has Debian's.
# The tilde sorts it before what Debian itself may package.
set(CPACK_DEBIAN_PACKAGE_RELEASE 1~corspec1)
configure_file("${PROJECT_SOURCE_DIR}/scripts/cmake/package/changelog.Debian" "${PROJECT_BINARY_DIR}/changelog.Debian" @ONLY)
function(zip_changelog text name)
  add_custom_command(OUTPUT "${PROJECT_BINARY_DIR}/${name}"
    COMMAND "${gzip}" -9nc "${text}" > "${PROJECT_BINARY_DIR}/${name}"
    DEPENDS "${text}")
  install(FILES "${PROJECT_BINARY_DIR}/${name}" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
endfunction()
zip_changelog("${PROJECT_SOURCE_DIR}/CHANGELOG.md" changelog.gz)
zip_changelog("${PROJECT_BINARY_DIR}/changelog.Debian" changelog.Debian.gz)
add_custom_target(changelog ALL DEPENDS "${PROJECT_BINARY_DIR}/changelog.gz" "${PROJECT_BINARY_DIR}/changelog.Debian.gz")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "The corspec authors <corspec@example.org>")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Behind the project's own description, which is its first line.
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "corspec replays JSON test cases against an HTTP server, decides each answer
exactly as a browser following the Fetch Standard would, and says which rule a
wrong answer broke.")
include(CPack)

# Warnings, sanitizers, ccache and the linker: the same for every target.

find_program(CCACHE ccache)
if(CCACHE)
  # Objects are shared between build folders and checkouts: no absolute path may enter the hash.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_PCH_EXTSUM=1 ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align -Woverloaded-virtual
  -Wnull-dereference -Wdouble-promotion -Wimplicit-fallthrough -Werror)
# An index out of range or an empty optional stops the process in every build, before harm is done.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these inside its own library headers once sanitizers or LTO are on.
  add_compile_options(-Wno-maybe-uninitialized -Wno-null-dereference -Wno-restrict
                      -Wno-stringop-overflow -Wno-array-bounds -Wno-dangling-pointer)
  # Designated initialisers name what they set; the rest keeps its default.
  add_compile_options(-Wno-missing-field-initializers)
else()
  add_compile_options(-Wno-missing-designated-field-initializers -Wno-missing-field-initializers)
  # std::stable_sort of libstdc++ 12 uses a function that it has deprecated itself.
  add_compile_options(-Wno-deprecated-declarations)
endif()

set(SIDETONE_SANITIZE "" CACHE STRING "Comma-separated sanitizers, e.g. address,undefined")
if(SIDETONE_SANITIZE)
  add_compile_options(-fsanitize=${SIDETONE_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SIDETONE_SANITIZE})
  if(SIDETONE_SANITIZE STREQUAL thread)
    # Boost.Asio has fences, which ThreadSanitizer does not see, beside the locks that it does.
    add_compile_options(-Wno-tsan)
  endif()
endif()

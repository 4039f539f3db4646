# The page becomes part of the program: web/dist, made by tools/web.sh, and the description of the
# API go into `target` through two generated files. Building the target without the page stops
# with what to do.
enable_language(ASM)
find_program(NODE node REQUIRED)

function(sidetone_embed_web target)
  set(dist ${CMAKE_SOURCE_DIR}/web/dist)
  set(description ${CMAKE_SOURCE_DIR}/docs/api/openapi.yaml)
  set(script ${CMAKE_SOURCE_DIR}/tools/embed_web.mjs)
  set(out ${CMAKE_BINARY_DIR}/web_files)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${dist}/*)
  add_custom_command(
    OUTPUT ${out}/embedded_web.cpp ${out}/embedded_web.s
    COMMAND ${NODE} ${script} ${dist} ${description} ${out}
    DEPENDS ${script} ${description} ${files}
    COMMENT "Embedding the page")
  target_sources(${target} PRIVATE ${out}/embedded_web.cpp ${out}/embedded_web.s)
  # The assembler reads the files' contents, which its own dependency scan does not see.
  set_source_files_properties(${out}/embedded_web.s PROPERTIES
                              OBJECT_DEPENDS "${files};${description}")
endfunction()

# Writes the table of the runtime's functions that have Go names, for profiles and traces (trace/functab.cpp reads it):
#   cmake -DOBJDUMP=... -DOBJECTS=a.o,b.o -DOUT=names.S -P names.cmake
# OBJECTS in the order in which they are linked, so that the table is sorted by address. A record is laid out as one of
# golem_functab. A function's file is called as the object is, with the ending that gc's users know: chan.cpp gives runtime/chan.go.
set(aliases "golem_systemstack=runtime.systemstack" "golem_mcall=runtime.mcall" "golem_more=runtime.morestack"
  "golem_rtstackslow=runtime.newstack" "golem_rtentersyscall=runtime.entersyscall" "golem_rtexitsyscall=runtime.exitsyscall"
  "golem_rtasyncpreempt=runtime.asyncPreempt2" "golem_gostart=runtime.goexit"
  "_ZN5golem7runtime16sampleAllocationEPNS0_9SpanCacheEmm=runtime.mallocgc"
  "_ZN5golem7runtime16sampleAllocationEPNS0_9SpanCacheEjj=runtime.mallocgc")
set(records "")
set(files "")
set(count 0)
string(REPLACE "," ";" OBJECTS "${OBJECTS}")
foreach(object ${OBJECTS})
  execute_process(COMMAND ${OBJDUMP} -t ${object} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[0-9a-f]+ [^\n]* \\.rt_text\t[0-9a-f]+ [^\n]+" lines "${table}")
  list(SORT lines)
  get_filename_component(base ${object} NAME)
  string(REGEX REPLACE "^.*\\.([^.]+)\\.(cpp|S)\\.o$" "\\1" base "${base}")
  set(here "")
  list(LENGTH lines left)
  set(at 0)
  while(at LESS left)
    list(GET lines ${at} line)
    math(EXPR at "${at} + 1")
    if(NOT line MATCHES "^([0-9a-f]+) (.)[^\n]*F \\.rt_text\t([0-9a-f]+) (\\.hidden )?(.+)$")
      continue()
    endif()
    set(start ${CMAKE_MATCH_1})
    set(binding ${CMAKE_MATCH_2})
    set(size 0x${CMAKE_MATCH_3})
    set(symbol ${CMAKE_MATCH_5})
    set(name ${symbol})
    foreach(alias ${aliases})
      string(FIND "${alias}" "${symbol}=" found)
      if(found EQUAL 0)
        string(REGEX REPLACE "^[^=]*=" "" name "${alias}")
      endif()
    endforeach()
    if(NOT binding STREQUAL "g" OR name MATCHES "^_Z" OR NOT name MATCHES "\\.")
      continue()
    endif()
    math(EXPR size "${size}")
    if(size EQUAL 0 AND at LESS left) # assembly: up to what comes next
      list(GET lines ${at} next)
      string(REGEX MATCH "^[0-9a-f]+" next "${next}")
      math(EXPR size "0x${next} - 0x${start}")
    endif()
    string(APPEND here "  .long \"${symbol}\" - .\n  .long ${size}\n  .long .Lname${count} - .\n  .long .Lline_${base} - .\n")
    string(APPEND files ".Lname${count}: .asciz \"${name}\"\n")
    math(EXPR count "${count} + 1")
  endwhile()
  if(here)
    string(APPEND records "${here}")
    # flags, first line (readers of traces want one, lines are not known), 1 file, no inlined calls, 1 row: from the start on, no further line, file 0, not inlined
    string(APPEND files ".Lline_${base}: .byte 0, 1, 1\n  .long .Lfile_${base} - .\n  .byte 0, 1, 0, 0, 0, 0\n")
    string(APPEND files ".Lfile_${base}: .asciz \"$GOROOT/src/runtime/${base}.go\"\n")
  endif()
endforeach()
# This object is linked first: golem_rttext is where the runtime's code begins.
file(WRITE ${OUT} "  .section .rt_text, \"ax\"\n  .globl golem_rttext\ngolem_rttext:\n"
  "  .section .rodata.nativetab, \"a\"\n  .p2align 3\n  .globl golem_nativetab, golem_nativetabend\n"
  "golem_nativetab:\n${records}golem_nativetabend:\n${files}")

# MILLRACE_JNI_INCLUDE: where jni.h and jni_md.h are. JAVA_HOME, from the cache or the environment, goes first, then the
# JDK of the javac on the path. All is looked at again each time: the JDK of an older configuration may be gone.

set(JAVA_HOME "" CACHE PATH "the JDK whose jni.h is used; empty: the environment's, else the one CMake finds")
string(TOLOWER "${CMAKE_SYSTEM_NAME}" system)

unset(javac CACHE)
find_program(javac javac)
set(javac_home "")
if(javac)
    get_filename_component(javac_home "${javac}" REALPATH)
    get_filename_component(javac_home "${javac_home}" DIRECTORY)
    get_filename_component(javac_home "${javac_home}" DIRECTORY)
endif()

set(MILLRACE_JNI_INCLUDE "")
foreach(home IN ITEMS "${JAVA_HOME}" "$ENV{JAVA_HOME}" "${javac_home}")
    if(NOT MILLRACE_JNI_INCLUDE AND home AND EXISTS "${home}/include/${system}/jni_md.h")
        set(MILLRACE_JNI_INCLUDE "${home}/include" "${home}/include/${system}")
    endif()
endforeach()

# Reached on macOS above all, where javac is a stub and FindJNI asks java_home.
if(NOT MILLRACE_JNI_INCLUDE)
    unset(JAVA_INCLUDE_PATH CACHE)
    unset(JAVA_INCLUDE_PATH2 CACHE)
    find_package(JNI QUIET)
    if(NOT JAVA_INCLUDE_PATH OR NOT JAVA_INCLUDE_PATH2)
        message(FATAL_ERROR "jni.h not found: install a JDK (not only a JRE), or give its directory as JAVA_HOME.")
    endif()
    set(MILLRACE_JNI_INCLUDE "${JAVA_INCLUDE_PATH}" "${JAVA_INCLUDE_PATH2}")
endif()

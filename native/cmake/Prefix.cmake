# MILLRACE_PREFIX: the directory in the jar in which JNA looks for the library of this system (its RESOURCE_PREFIX).

set(processor "${CMAKE_SYSTEM_PROCESSOR}")
if(CMAKE_OSX_ARCHITECTURES)
    set(processor "${CMAKE_OSX_ARCHITECTURES}")
endif()

if(processor MATCHES "^(x86_64|amd64|AMD64)$")
    set(processor x86-64)
elseif(processor MATCHES "^(aarch64|arm64)$")
    set(processor aarch64)
else()
    set(processor "")
endif()

if(CMAKE_SYSTEM_NAME MATCHES "^(Linux|Darwin)$" AND processor)
    string(TOLOWER "${CMAKE_SYSTEM_NAME}-${processor}" prefix)
else()
    set(prefix "")
endif()

set(MILLRACE_PREFIX "${prefix}" CACHE STRING "linux-x86-64, linux-aarch64, darwin-x86-64 or darwin-aarch64")
if(NOT MILLRACE_PREFIX)
    message(FATAL_ERROR "Millrace runs on Linux and macOS, on x86-64 and aarch64, not on ${CMAKE_SYSTEM_NAME} "
        "${CMAKE_SYSTEM_PROCESSOR}. To try nevertheless, give MILLRACE_PREFIX.")
endif()

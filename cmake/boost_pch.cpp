// Gives CMake a reason to build the precompiled header in sidetone_boost, where all others find it.

// Nothing but its precompiled headers is wanted of this target.

// Why a precompiled module cannot be used.
namespace Weft;

/// <summary>What is wrong with a precompiled module.</summary>
public enum PrecompiledModuleError
{
    /// <summary>It is not a precompiled module at all.</summary>
    NotPrecompiled,

    /// <summary>It is cut off, or bytes in it have changed.</summary>
    Corrupt,

    /// <summary>Its format is of another version.</summary>
    FormatVersion,

    /// <summary>Another build of the engine made it.</summary>
    EngineVersion,

    /// <summary>It is for another operating system or processor.</summary>
    Target,

    /// <summary>It was made with options that this engine does not have.</summary>
    Options,

    /// <summary>This process cannot run precompiled code.</summary>
    NotSupported,
}

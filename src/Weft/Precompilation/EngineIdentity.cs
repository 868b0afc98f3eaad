// Which build of the engine this is: precompiled code names its internals, so that only the very same build can run it.
using System.Reflection;

namespace Weft.Precompilation;

/// <summary>The identity of the running engine.</summary>
internal static class EngineIdentity
{
    private static readonly Assembly s_assembly = typeof(Engine).Assembly;

    /// <summary>The version, for people.</summary>
    public static string Version { get; } =
        s_assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? s_assembly.GetName().Version?.ToString() ?? "0";

    /// <summary>Different for each build that differs in anything.</summary>
    public static Guid Build { get; } = s_assembly.ManifestModule.ModuleVersionId;
}

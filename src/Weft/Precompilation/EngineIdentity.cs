// Which build of the engine this is: precompiled code names its internals, so that only the very same build can run it.
using System.Reflection;

namespace Weft.Precompilation;

/// <summary>The identity of the running engine.</summary>
internal static class EngineIdentity
{
    /// <summary>The version, for people.</summary>
    public static string Version => typeof(Engine).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? typeof(Engine).Assembly.GetName().Version?.ToString()
        ?? "0";

    /// <summary>Different for each build that differs in anything.</summary>
    public static Guid Build { get; } = typeof(Engine).Assembly.ManifestModule.ModuleVersionId;
}

// What asks for bindings: the source generator looks for it.
namespace Weft.Components;

/// <summary>
/// Generates C# for a world of WIT into the partial class that it is on: an interface for what the host implements, methods for what a
/// component exports, and the types in both. The files of WIT have to be among the project's AdditionalFiles.
/// </summary>
/// <param name="path">The file, or the folder with its dependencies in <c>deps</c>; from the folder of the source, or from that of the project.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WitWorldAttribute(string path) : Attribute
{
    /// <summary>The file or folder.</summary>
    public string Path { get; } = path;

    /// <summary>The world: its name, or with its package such as <c>wasi:cli/command@0.2.6</c>; needed where the package has several.</summary>
    public string? World { get; set; }

    /// <summary>What becomes of a function's <c>result</c>.</summary>
    public WitErrors Errors { get; set; }

    /// <summary>Whether each exported function has a second method that runs it on another thread, and that a token interrupts.</summary>
    public bool Async { get; set; }

    /// <summary>Features whose <c>@unstable</c> items are wanted.</summary>
    public string[] Features { get; set; } = [];

    /// <summary>Imports that others define, by the beginnings of their names, such as <c>wasi:</c>: the host implements no interface for them.</summary>
    public string[] DefinedElsewhere { get; set; } = [];

    /// <summary>
    /// Classes of other projects with this attribute, public ones: the interfaces in them are used instead of being generated again, so that
    /// resources are the same. Whoever has the classes defines these imports, too.
    /// </summary>
    public Type[] TypesFrom { get; set; } = [];
}

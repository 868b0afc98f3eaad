// Native memory that belongs to no store.
namespace Weft.Runtime;

/// <summary>An arena that nobody disposes: it is when it is collected.</summary>
internal sealed class OwnedArena
{
    ~OwnedArena() => Arena.Dispose();

    /// <summary>The arena.</summary>
    public NativeArena Arena { get; } = new();
}

// WASI preview 2: one resource's part in a descriptor that several use.

using Weft.Wasi.Filesystem;

namespace Weft.Wasi.Preview2;

/// <summary>Keeps a shared descriptor open until it is disposed, once.</summary>
/// <param name="shared">The descriptor.</param>
internal sealed class DescriptorHold(SharedDescriptor shared) : IDisposable
{
    /// <summary>What is held, for other resources to hold it, too.</summary>
    public SharedDescriptor Shared => shared;

    /// <summary>The descriptor.</summary>
    public Descriptor Descriptor => shared.Descriptor;

    /// <summary>Whether it holds nothing any more.</summary>
    public bool IsReleased { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!IsReleased)
        {
            IsReleased = true;
            shared.Release();
        }
    }
}

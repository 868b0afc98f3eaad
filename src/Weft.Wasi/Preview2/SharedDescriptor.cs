// WASI preview 2: a descriptor that several resources of a guest use: wasi:filesystem's descriptor, and the streams over it, which outlive it.

using Weft.Wasi.Filesystem;

namespace Weft.Wasi.Preview2;

/// <summary>An open descriptor, closed when nobody holds it any more.</summary>
internal sealed class SharedDescriptor
{
    private readonly HashSet<SharedDescriptor>? _opened;
    private int _holders;

    /// <summary>Makes one that belongs to the guest.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="opened">Where it is noted as long as it is open.</param>
    public SharedDescriptor(Descriptor descriptor, HashSet<SharedDescriptor> opened)
    {
        Descriptor = descriptor;
        _opened = opened;
        opened.Add(this);
    }

    /// <summary>Makes one that belongs to the context, which closes it: a standard stream or a directory that is open from the start.</summary>
    public SharedDescriptor(Descriptor descriptor) => Descriptor = descriptor;

    /// <summary>The descriptor.</summary>
    public Descriptor Descriptor { get; }

    /// <summary>Another resource uses it, until it disposes what this returns.</summary>
    public DescriptorHold Hold()
    {
        _holders++;
        return new DescriptorHold(this);
    }

    /// <summary>A resource does no longer: for <see cref="DescriptorHold"/>.</summary>
    public void Release()
    {
        if (--_holders == 0)
            Close();
    }

    /// <summary>Closes it, where it is the guest's.</summary>
    public void Close()
    {
        if (_opened?.Remove(this) == true)
            Descriptor.Dispose();
    }
}

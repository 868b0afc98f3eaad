// The options of a canonical definition in an instance: the memory and functions themselves (CanonicalABI.md, "Canonical ABI Options").
namespace Weft.Components.CanonicalAbi;

/// <summary>How values cross into an instance or out of it.</summary>
internal sealed class CanonicalOptions(InstanceState instance)
{
    /// <summary>The instance.</summary>
    public InstanceState Instance { get; } = instance;

    /// <summary>How strings lie in memory.</summary>
    public StringEncoding Encoding { get; init; }

    /// <summary>Where values lie; null when none of them needs memory.</summary>
    public Memory? Memory
    {
        get;
        init
        {
            field = value;
            Is64 = value is not null && value.Type.Address == Wasm.AddressType.I64;
        }
    }

    /// <summary>What allocates.</summary>
    public Function? Realloc { get; init; }

    /// <summary>What is called after a result was read.</summary>
    public Function? PostReturn { get; init; }

    /// <summary>Whether the ABI is the asynchronous one.</summary>
    public bool IsAsync { get; init; }

    /// <summary>What events go to.</summary>
    public Function? Callback { get; init; }

    /// <summary>Whether addresses have 64 bits.</summary>
    public bool Is64 { get; private init; }
}

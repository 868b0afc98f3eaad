// The code of a function type in a file: found by token, as names would have .NET read all of the type by reflection.
namespace Weft.Compiler;

/// <summary>The methods of one function type in loaded code.</summary>
/// <param name="code">The code.</param>
/// <param name="ordinal">Which type, among those of <see cref="PersistedCode.FindSignatures"/>.</param>
internal sealed class StoredSignature(LoadedCode code, int ordinal)
{
    /// <summary>How many methods a type has: one for each <see cref="SignaturePart"/>, and what calls the host, without and with the caller.</summary>
    public const int Methods = 5;

    private const int Host = 3;
    private const int HostWithCaller = 4;

    /// <summary>The address of a part.</summary>
    public nint Find(SignaturePart part) => Find((int)part);

    /// <summary>The address of the code that calls delegates of the host; 0 where there is none.</summary>
    /// <param name="takesCaller">Whether their first parameter is the caller.</param>
    public nint FindHost(bool takesCaller) => Find(takesCaller ? HostWithCaller : Host);

    private nint Find(int method) => code.Signatures[(ordinal * Methods) + method] is not 0 and var token ? code.Find(token) : 0;
}

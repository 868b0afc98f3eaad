// Code for a function type, once it is emitted: how the slots of the interpreter and of the host become arguments of compiled code, and the
// other way round.
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>The emitted code of one function type. It lives as long as the engine.</summary>
internal sealed unsafe class SignatureCode
{
    private readonly FunctionSignature _signature;

    // What is held here holds the code.
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)]
    private readonly Type _made;
    private delegate*<nint, void*, ulong*, ref object?, void> _bridge;
    private nint _thunk;
    private nint _safeThunk;

    /// <summary>The code of a function type, emitted in a type of .NET.</summary>
    public SignatureCode(FunctionType type, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type made)
    {
        _signature = new FunctionSignature(type);
        _made = made;
    }

    /// <summary>
    /// Calls a compiled function: its entry, its context, slots that hold the arguments and then the results, the references among them
    /// at the same indices.
    /// </summary>
    public delegate*<nint, void*, ulong*, ref object?, void> Bridge =>
        _bridge != null ? _bridge : _bridge = (delegate*<nint, void*, ulong*, ref object?, void>)Prepare("Bridge");

    /// <summary>Whether the type has references.</summary>
    public bool HasReferences => _signature.HasReferences;

    /// <summary>What compiled callers call in place of a function that is not compiled, with its cell as the last argument.</summary>
    public nint Thunk => _thunk != 0 ? _thunk : _thunk = Prepare("Thunk");

    /// <summary>
    /// What callers that look for pending exceptions call in place of compiled code that does not: it turns exceptions of .NET into pending
    /// ones. The last argument is the cell.
    /// </summary>
    public nint SafeThunk => _safeThunk != 0 ? _safeThunk : _safeThunk = Prepare("SafeThunk");

    /// <summary>Emits the code of a function type.</summary>
    public static SignatureCode Make(FunctionType type, ModuleBuilder module, string name)
    {
        var builder = CodeAssembly.DefineType(module, name);
        new SignatureEmitter(type, CodeForm.Memory).Emit(builder);
        return new SignatureCode(type, builder.CreateType());
    }

    // Most types need only one of the methods: each is compiled when it is asked for.
    private nint Prepare(string name) => CodeAssembly.Prepare(_made.GetMethod(name)!);
}

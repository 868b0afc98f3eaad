// The stack of .NET, which values that are nested deeply use where a guest has left little of it.
using System.Runtime.CompilerServices;

namespace Weft.Components.CanonicalAbi;

/// <summary>Looks at the stack before it is used.</summary>
internal static class CallDepth
{
    /// <summary>Traps when little of the stack is left.</summary>
    public static void Check()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TrapException(TrapKind.StackExhausted, "values or instances are nested too deeply for the stack that is left");
        }
    }
}

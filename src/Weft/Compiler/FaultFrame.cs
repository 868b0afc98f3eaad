// A frame of .NET that an exception has passed: of compiled code, of a method that does an instruction, or of something else. In programs
// that were compiled ahead of time, methods are known by name alone.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Weft.Semantics;

namespace Weft.Compiler;

/// <summary>A frame.</summary>
/// <param name="Code">The compiled code that its method belongs to; null for other methods.</param>
/// <param name="Method">The name of the method.</param>
/// <param name="CodeOffset">The place in its CIL, where the statement begins; 0 where that is not known.</param>
/// <param name="NativeOffset">The place in its machine code; 0 where that is not known.</param>
/// <param name="IsOfInstruction">Whether the method does what an instruction does and was not inlined, or is the runtime's.</param>
internal readonly record struct FaultFrame(CompiledCode? Code, string Method, int CodeOffset, int NativeOffset, bool IsOfInstruction)
{
    private static readonly string s_instructions = typeof(Integer).Namespace!;
    private static readonly ConcurrentDictionary<nint, NamedFrame> s_known = new();

    /// <summary>Looks at a frame of a trace.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Frames of emitted code are never trimmed; of others only the absence matters.")]
    public static FaultFrame Of(StackFrame? frame)
    {
        if (frame is null)
        {
            return default;
        }

        if (RuntimeFeature.IsDynamicCodeCompiled)
        {
            return frame.GetMethod() is { } method
                ? new FaultFrame(CompiledCode.Find(method), method.Name, Math.Max(0, frame.GetILOffset()), Math.Max(0, frame.GetNativeOffset()), IsInstruction(method))
                : default;
        }

        // Code that was compiled ahead of time stays where it is, and looking for a name takes microseconds: a recursion has thousands of frames.
        var address = frame.GetNativeIP();
        return s_known.TryGetValue(address, out var seen) ? seen.Resolve() : (s_known[address] = NamedFrame.Of(frame)).Resolve();
    }

    /// <summary>
    /// Whether a method does what an instruction does, or is the runtime's: where processors do not tell faults, compiled code calls what throws.
    /// </summary>
    public static bool IsInstruction(MethodBase method) =>
        method.DeclaringType is { } type && (type.Namespace == s_instructions || type.Assembly == typeof(object).Assembly);

    // The names behind an address. Which module an assembly's methods belong to may change, as modules come and go.
    private readonly record struct NamedFrame(string Assembly, string Method, bool IsOfInstruction)
    {
        public static NamedFrame Of(StackFrame frame)
        {
            if (DiagnosticMethodInfo.Create(frame) is not { } known)
            {
                return new NamedFrame("", "", false);
            }

            var assembly = known.DeclaringAssemblyName.AsSpan();
            var end = assembly.IndexOf(',');
            return new NamedFrame(
                (end < 0 ? assembly : assembly[..end]).ToString(),
                known.Name,
                (known.DeclaringTypeName is { } type && type.StartsWith(s_instructions, StringComparison.Ordinal))
                    || assembly.StartsWith(typeof(object).Assembly.GetName().Name, StringComparison.Ordinal));
        }

        public FaultFrame Resolve() => new(CompiledCode.Find(Method, Assembly), Method, 0, 0, IsOfInstruction);
    }
}

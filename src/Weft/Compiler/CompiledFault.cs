// What an exception of .NET that comes out of compiled code means to the guest, and the frames of compiled code that it went through.
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Weft.Semantics;

namespace Weft.Compiler;

/// <summary>Turns faults of the processor into traps.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Frames of emitted code are never trimmed; of others only the absence matters.")]
internal static class CompiledFault
{
    /// <summary>
    /// Adds the compiled frames that an exception has passed to the trap that it is. Called where compiled code was entered from.
    /// </summary>
    /// <returns>The trap to throw in its place, or null when the exception goes on as it is.</returns>
    public static TrapException? Describe(Exception exception)
    {
        if (exception is TrapException trap)
        {
            var trace = new StackTrace(exception);
            AddFrames(trap, trace, trap.SeenFrames);
            trap.SeenFrames = trace.FrameCount;
            return null;
        }

        // Everything else that compiled code could fault on, it tests for.
        TrapKind? kind = exception switch
        {
            NullReferenceException => TrapKind.MemoryOutOfBounds,
            DivideByZeroException => TrapKind.IntegerDivideByZero,
            OverflowException => TrapKind.IntegerOverflow,
            _ => null,
        };
        if (kind is null)
        {
            return null;
        }

        var faultTrace = new StackTrace(exception);
        if (!IsCompiled(faultTrace))
        {
            return null;
        }

        var made = new TrapException(kind.Value, null, exception);
        AddFrames(made, faultTrace, 0);
        return made;
    }

    // Whether the fault happened in compiled code, or in a method of an instruction that was not inlined there.
    private static bool IsCompiled(StackTrace trace)
    {
        for (var i = 0; i < trace.FrameCount; i++)
        {
            if (trace.GetFrame(i)?.GetMethod() is not { } method)
            {
                return false;
            }

            if (CompiledModule.Find(method) is not null)
            {
                return true;
            }

            if (method.DeclaringType?.Namespace != typeof(Integer).Namespace)
            {
                return false;
            }
        }

        return false;
    }

    private static void AddFrames(TrapException trap, StackTrace trace, int first)
    {
        var frames = new List<WasmFrame>();
        var omitted = 0;
        var offsets = new Dictionary<(CompiledModule Module, string Method, int Offset), int>();
        for (var i = first; i < trace.FrameCount; i++)
        {
            if (trace.GetFrame(i) is not { } frame || frame.GetMethod() is not { } method || CompiledModule.Find(method) is not { } module)
            {
                continue;
            }

            if (frames.Count == TrapException.MaximumFrames)
            {
                omitted++;
                continue;
            }

            var name = MethodName.Parse(method.Name);
            if (trap.CompiledOffset >= 0)
            {
                frames.Add(module.Owner.DescribeFrame(name.FunctionIndex, module.ToModuleOffset(name.FunctionIndex, trap.CompiledOffset)));
                trap.CompiledOffset = -1;
                continue;
            }

            var place = (module, method.Name, Math.Max(0, frame.GetILOffset()));
            if (!offsets.TryGetValue(place, out var offset))
            {
                offsets[place] = offset = module.FindOffset(name, place.Item3);
            }

            frames.Add(module.Owner.DescribeFrame(name.FunctionIndex, offset));
        }

        trap.AddFrames(frames, omitted);
    }
}

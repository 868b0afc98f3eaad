// What an exception of .NET that comes out of compiled code means to the guest, and the frames of compiled code that it went through.
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>Turns faults of the processor into traps.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Frames of emitted code are never trimmed; of others only the absence matters.")]
internal static class CompiledFault
{
    // Instead of a function that a frame waits for.
    private const int Trapped = -2;

    /// <summary>
    /// A filter for exceptions that leave compiled code, at the place where it was entered: adds the compiled frames that a trap has passed.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="isOutermost">Whether the store's guest ends here. Between, frames are only counted roughly once the trace is full.</param>
    /// <returns>Whether it is a fault of compiled code, which <see cref="ToTrap"/> makes a trap.</returns>
    public static bool Passes(Exception exception, bool isOutermost)
    {
        if (exception is not TrapException trap)
        {
            return KindOf(exception) is not null && IsCompiled(exception);
        }

        if (trap.IsFull && !isOutermost)
        {
            // Each trace is as long as all frames passed so far: one for each of 10,000 nested calls would take minutes.
            trap.AddFrames([], 1);
            trap.CompiledFrames++;
            return false;
        }

        AddFrames(trap, new StackTrace(exception));
        return false;
    }

    /// <summary>The trap that a fault of compiled code is.</summary>
    public static TrapException ToTrap(Exception fault)
    {
        var trap = new TrapException(KindOf(fault)!.Value, null, fault);
        AddFrames(trap, new StackTrace(fault));

        // Those of the fault; the trap has passed none yet.
        trap.SeenFrames = 0;
        trap.CompiledFrames = 0;
        return trap;
    }

    // Everything else that compiled code could fault on, it tests for.
    private static TrapKind? KindOf(Exception exception) => exception switch
    {
        NullReferenceException => TrapKind.MemoryOutOfBounds,
        DivideByZeroException => TrapKind.IntegerDivideByZero,
        OverflowException => TrapKind.IntegerOverflow,
        _ => null,
    };

    // Whether the fault happened in compiled code, or in a method of an instruction that was not inlined there.
    private static bool IsCompiled(Exception exception)
    {
        // Most faults of others are told by where they happened, without a trace.
        if (RuntimeFeature.IsDynamicCodeCompiled)
        {
            if (exception.TargetSite is not { } place)
            {
                return false;
            }

            if (CompiledCode.Find(place) is not null)
            {
                return true;
            }

            if (!FaultFrame.IsInstruction(place))
            {
                return false;
            }
        }

        var trace = new StackTrace(exception);
        for (var i = 0; i < trace.FrameCount; i++)
        {
            var frame = FaultFrame.Of(trace.GetFrame(i));
            if (frame.Code is not null)
            {
                return true;
            }

            if (!frame.IsOfInstruction)
            {
                return false;
            }
        }

        return false;
    }

    private static void AddFrames(TrapException trap, StackTrace trace)
    {
        var frames = new List<WasmFrame>();
        var count = 0;
        var offsets = new Dictionary<(CompiledCode Module, string Method, int Native, int Callee), int>();
        var origins = new Dictionary<(CompiledCode Module, string Method), CodeOrigins?>();
        var waits = trap.HasFrames;
        (CompiledCode? Module, int FunctionIndex) callee = (null, -1);
        var first = trap.IsFull ? 0 : trap.SeenFrames;
        for (var i = first; i < trace.FrameCount; i++)
        {
            var frame = FaultFrame.Of(trace.GetFrame(i));
            if (frame.Code is not { } module || LargeFrame.IsProbe(frame.Method))
            {
                continue;
            }

            if (module.Owner.IsHidden)
            {
                // As if its caller had called its callee, whichever that is.
                trap.CompiledOffset = TrapException.NoOffset;
                callee = (null, -1);
                waits = true;
                continue;
            }

            count++;
            if (trap.IsFull || frames.Count == TrapException.MaximumFrames)
            {
                continue;
            }

            var name = MethodName.Parse(frame.Method);
            var called = callee.Module == module ? callee.FunctionIndex : -1;
            callee = (module, name.FunctionIndex);
            if (trap.CompiledOffset != TrapException.NoOffset)
            {
                frames.Add(module.Owner.DescribeFrame(name.FunctionIndex, module.ToModuleOffset(name.FunctionIndex, trap.CompiledOffset)));
                trap.CompiledOffset = TrapException.NoOffset;
                waits = true;
                continue;
            }

            var place = (module, frame.Method, frame.NativeOffset, waits ? called : Trapped);
            if (!offsets.TryGetValue(place, out var offset))
            {
                var happened = HappenedAt(trap, trace, i, frame, module, waits ? called : Trapped);
                if (!origins.TryGetValue((module, frame.Method), out var known))
                {
                    origins[(module, frame.Method)] = known = module.FindOrigins(name);
                }

                offsets[place] = offset = module.ToModuleOffset(name.FunctionIndex, known?.Find(frame.CodeOffset, in happened) ?? 0);
            }

            waits = true;
            frames.Add(module.Owner.DescribeFrame(name.FunctionIndex, offset));
        }

        // When the trace was full, all were counted again, for those that were only counted roughly.
        trap.AddFrames(frames, (first == 0 ? count - trap.CompiledFrames : count) - frames.Count);
        trap.CompiledFrames = first == 0 ? count : trap.CompiledFrames + count;
        trap.SeenFrames = trace.FrameCount;
    }

    private static Happening HappenedAt(TrapException trap, StackTrace trace, int index, in FaultFrame frame, CompiledCode module, int callee)
    {
        var code = module.FindMachineCode(frame.Method);
        return callee != Trapped ? WaitingFor(callee, module, code, frame.NativeOffset)
            : index == 0 ? Faulting(trap.Kind, code, frame.NativeOffset)
            : TrappingIn(FaultFrame.Of(trace.GetFrame(index - 1)).Method, trap.Kind, module, code, frame.NativeOffset);
    }

    // A frame waits for a function of its module, or for one that is not known.
    private static Happening WaitingFor(int callee, CompiledCode module, nint code, int nativeOffset) => callee < 0
        ? new Happening(static (opcode, _) => TrapCauses.IsCall(opcode))
        : new Happening((opcode, index) => TrapCauses.Calls(callee, opcode, index))
        {
            Ordinal = CallSites.CountBefore(code, nativeOffset, module.IsCell),
        };

    // The processor could not do an instruction.
    private static Happening Faulting(TrapKind kind, nint code, int nativeOffset) => new((opcode, _) => TrapCauses.Explains(kind, opcode))
    {
        Displacement = kind == TrapKind.MemoryOutOfBounds ? FaultingAccess.FindDisplacement(code, nativeOffset) : null,
    };

    // A trap was in what the code called for an instruction, in a method of its name if it has one, or in the host.
    private static Happening TrappingIn(string method, TrapKind kind, CompiledCode module, nint code, int nativeOffset) => Enum.TryParse<Opcode>(method, out var instruction)
        ? new Happening((opcode, _) => opcode == instruction) { Ordinal = CallSites.CountBefore(code, nativeOffset, module.IsCell) }
        : new Happening((opcode, _) => TrapCauses.Explains(kind, opcode) || TrapCauses.IsCall(opcode));
}

// Runs a program with a trap at the beginning of each of its methods (ptrace), and tells which are called, each once: a trap that was met is taken away.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.StartOrder;

/// <summary>Watches programs.</summary>
internal static unsafe partial class Tracer
{
    private const byte Trap = 0xCC;
    private const int Continue = 7;
    private const int GetRegisters = 12;
    private const int SetRegisters = 13;
    private const int Seize = 0x4206;
    private const int OptionClone = 0x8;
    private const int OptionExec = 0x10;
    private const int OptionExitKill = 0x100000;
    private const int EventExec = 4;
    private const int SignalTrap = 5;
    private const int SignalContinue = 18;
    private const int SignalStop = 19;
    private const int WaitAll = 0x40000000;

    // struct user_regs_struct of Linux on x64 has 27 words.
    private const int Registers = 27;
    private const int InstructionPointer = 16;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="methods">Where its methods begin.</param>
    /// <param name="see">Told of each that is called, when it is called first.</param>
    public static void Run(string program, string[] arguments, IReadOnlyCollection<ulong> methods, Action<ulong> see)
    {
        // A shell that stops, so that it can be seized, and becomes the program when it goes on; another around it, as .NET waits for its own children itself.
        const string Script = "sh -c 'kill -STOP $$; exec \"$0\" \"$@\" > /dev/null' \"$0\" \"$@\" & echo $!; wait";
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, program, .. arguments]) { RedirectStandardOutput = true };
        using var shell = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start");
        var process = int.Parse(shell.StandardOutput.ReadLine() ?? "", CultureInfo.InvariantCulture);
        Thread.Sleep(TimeSpan.FromSeconds(1));
        Check(Trace(Seize, process, 0, OptionClone | OptionExec | OptionExitKill), "seize");
        Check(Kill(process, SignalContinue), "continue");

        var first = new Dictionary<ulong, byte>();
        SafeFileHandle? memory = null;
        var registers = stackalloc ulong[Registers];
        int status, thread;

        // SAFETY: the system writes an integer and, below, as many words as the structure has.
        while ((thread = Wait(-1, &status, WaitAll)) > 0)
        {
            if ((status & 0xFF) != 0x7F)
            {
                if (thread == process)
                {
                    break;
                }

                continue;
            }

            var signal = (status >> 8) & 0xFF;
            var passedOn = signal is SignalTrap or SignalStop or SignalContinue || status >> 16 != 0 ? 0 : signal;
            if (status >> 16 == EventExec)
            {
                memory = File.OpenHandle($"/proc/{process}/mem", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
                foreach (var method in methods)
                {
                    first[method] = Exchange(memory, method, Trap);
                }
            }
            else if (signal == SignalTrap && status >> 16 == 0 && memory is not null && Trace(GetRegisters, thread, 0, (nint)registers) == 0
                && first.TryGetValue(registers[InstructionPointer] - 1, out var code))
            {
                var method = --registers[InstructionPointer];
                if (Exchange(memory, method, code) == Trap)
                {
                    see(method);
                }

                _ = Trace(SetRegisters, thread, 0, (nint)registers);
            }

            _ = Trace(Continue, thread, 0, passedOn);
        }

        memory?.Dispose();
    }

    private static byte Exchange(SafeFileHandle memory, ulong address, byte value)
    {
        Span<byte> was = stackalloc byte[1];
        if (RandomAccess.Read(memory, was, (long)address) != 1)
        {
            throw new InvalidOperationException("the program's code cannot be read");
        }

        RandomAccess.Write(memory, [value], (long)address);
        return was[0];
    }

    private static void Check(nint result, string what)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"the system refuses to {what}");
        }
    }

    [LibraryImport("libc", EntryPoint = "ptrace")]
    private static partial nint Trace(nint request, nint process, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int Wait(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

// Which of several calls a frame waits in, read in machine code that is made here: the runtime mixes the forms of calls only when threads race.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Compiler;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed unsafe class CallSitesTests
{
    private const int Method = 256;
    private const int OtherMethod = 288;
    private const int Stub = 320;
    private const int CellOfStub = 400;
    private const int CellOfMethod = 408;
    private const int CellOfOther = 416;

    // The five ways to one method, between calls of another one and bytes that only look like calls, of addresses where nothing is.
    [Fact]
    public void Calls_of_a_method_are_the_same_in_every_form()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "Stubs are followed on linux-x64 alone.");
        var memory = new Machine();
        memory.Call(10, Stub);
        memory.Call(20, OtherMethod);
        memory.CallThrough(30, CellOfStub);
        memory.CallThrough(40, CellOfMethod);
        memory.CallThrough(50, int.MaxValue);
        memory.Call(60, int.MaxValue);
        memory.Call(70, Method);
        memory.Call(80, Method);
        memory.CallThrough(90, CellOfMethod);
        memory.CallRegister(118, CellOfMethod);
        memory.CallRegister(140, CellOfOther);
        memory.CallRegister(160, CellOfMethod);
        foreach (var (end, count) in ((int, int)[])[(10, 0), (20, 0), (30, 1), (40, 2), (70, 3), (80, 4), (90, 5), (118, 6), (140, 1), (160, 7)])
        {
            Assert.Equal(count, CallSites.CountBefore(memory.Address, end, memory.IsCell));
            Assert.Equal(count, CallSites.CountBefore(memory.Address, end - 1, memory.IsCell));
        }

        Assert.Equal(-1, CallSites.CountBefore(memory.Address, 75, memory.IsCell));
        GC.KeepAlive(memory);
    }

    private sealed class Machine
    {
        private readonly byte[] _bytes = GC.AllocateArray<byte>(512, pinned: true);

        public Machine()
        {
            _bytes[0] = 0x55;
            Write(Stub, [0xFF, 0x25], CellOfMethod);
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(CellOfStub), Address + Stub);
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(CellOfMethod), Address + Method);
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(CellOfOther), Address + OtherMethod);
        }

        // SAFETY: the array is pinned, and lives as long as this.
        public nint Address => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));

        public void Call(int end, int target) => Write(end - 5, [0xE8], target);

        public void CallThrough(int end, int cell) => Write(end - 6, [0xFF, 0x15], cell);

        public bool IsCell(nint address) => address == Address + CellOfMethod || address == Address + CellOfOther;

        // mov rdi, cell; mov rax, [rdi]; call rax
        public void CallRegister(int end, int cell)
        {
            ReadOnlySpan<byte> move = [0x48, 0xBF];
            move.CopyTo(_bytes.AsSpan(end - 15));
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(end - 13), Address + cell);
            ReadOnlySpan<byte> call = [0x48, 0x8B, 0x07, 0xFF, 0xD0];
            call.CopyTo(_bytes.AsSpan(end - 5));
        }

        private void Write(int place, ReadOnlySpan<byte> opcode, int target)
        {
            opcode.CopyTo(_bytes.AsSpan(place));
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(place + opcode.Length), target - (place + opcode.Length + sizeof(int)));
        }
    }
}

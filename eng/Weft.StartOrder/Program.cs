// Writes src/Weft.Cli/start-order.txt: the methods that the native command calls when it starts, in the order of their first calls, by which the compiler
// ahead of time lays them out. What is called lies together then, and the pages between need not be in memory. For Linux on x64.
//   dotnet run -c Release --project eng/Weft.StartOrder -- COMMAND OUTPUT GUEST.wasm
// COMMAND is published with -p:WeftTool=true -p:StripSymbols=false. What is out of date in the file is ignored, so that it need not be current.
using Weft.StartOrder;

if (args is not [var command, var output, var guest])
{
    Console.Error.WriteLine("usage: Weft.StartOrder COMMAND OUTPUT GUEST.wasm");
    return 2;
}

var symbols = SymbolTable.Read(command);
var names = new List<string>();
var seen = new HashSet<ulong>();
string[][] runs = [["run", "--no-cache", guest], ["run", guest], ["--version"]];
foreach (var run in runs)
{
    Tracer.Run(command, run, symbols.Addresses, address =>
    {
        if (seen.Add(address))
        {
            names.Add(symbols[address]);
        }
    });
    Console.WriteLine($"weft {string.Join(' ', run)}: {names.Count} methods so far");
}

File.WriteAllLines(output, names);
return 0;

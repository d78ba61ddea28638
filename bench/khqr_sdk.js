// Answers one JSON object a line with what the official SDK (npm bakong-khqr) does.
// {"speed": n, "input": {...}} measures; {"kind", "now", "input"} encodes; {"qr", "now"} verifies.
const readline = require("readline");
const vm = require("vm");
const { BakongKHQR, IndividualInfo, MerchantInfo } = require("bakong-khqr");

const HANG_MS = 50;
const sdk = new BakongKHQR();
const clock = Date.now;
const context = vm.createContext({});
const call = new vm.Script("work()");

function encode(kind, { bakongAccountID, merchantName, merchantCity, ...optional }) {
    if (kind === "individual")
        return sdk.generateIndividual(
            new IndividualInfo(bakongAccountID, merchantName, merchantCity, optional));
    const { merchantID, acquiringBank, ...more } = optional;
    return sdk.generateMerchant(new MerchantInfo(
        bakongAccountID, merchantName, merchantCity, merchantID, acquiringBank, more));
}

function rate(work, times) {
    for (let i = 0; i < times / 5; i++) work();
    let best = Infinity;
    for (let round = 0; round < 3; round++) {
        const start = process.cpuUsage();
        for (let i = 0; i < times; i++) work();
        const used = process.cpuUsage(start);
        best = Math.min(best, used.user + used.system);
    }
    return (times * 1e6) / best;
}

function answer(row) {
    Date.now = row.now === undefined ? clock : () => row.now;
    try {
        if (row.speed) {
            const { qr } = encode("merchant", row.input).data;
            return {
                encode: rate(() => encode("merchant", row.input), row.speed),
                decode: rate(() => BakongKHQR.decode(qr), row.speed),
                verify: rate(() => BakongKHQR.verify(qr), row.speed),
                qr,
            };
        }
        if (row.qr === undefined) {
            const { status, data } = encode(row.kind, row.input);
            return status.code ? { error: status.errorCode } : data;
        }
        context.work = () => BakongKHQR.verify(row.qr).isValid;
        return { valid: call.runInContext(context, { timeout: HANG_MS }) };
    } catch (error) {
        return { crash: String(error) };
    }
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
    process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n");
});

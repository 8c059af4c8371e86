from e2e.test_tip import quick, ADD, DESK, MINSHENG, sign_in, settle, expect
from e2e.test_tip import _has_prf
def test_dbg(quick, phone):
    one = phone(quick, direct=True, size=DESK)
    _has_prf(one)
    sign_in(one, "discipline", MINSHENG, nth=0)
    page = one.page
    page.on("response", lambda r: print(r.status, r.request.method, r.url) if "passkey" in r.url else None)
    page.get_by_role("button", name=ADD).click()
    page.wait_for_timeout(2500)
    page.on("console", lambda m: print("CONSOLE", m.text))
    page = one.open("/tips")
    settle(page)
    main = page.get_by_role("main")
    page.screenshot(path="/tmp/tips1.png", full_page=True)
    main.get_by_role("button", name="做一把钥匙").click()
    main.get_by_role("button", name="用通行密钥锁上").click()
    page.wait_for_timeout(2000)
    page.screenshot(path='/tmp/tips2.png', full_page=True)
    print(main.inner_text())
    print(one.troubles)
    print(page.evaluate("""async () => { try { const a = await navigator.credentials.get({publicKey:{allowCredentials:[],challenge:new Uint8Array(16),userVerification:'required',extensions:{prf:{eval:{first:new Uint8Array(3),second:new Uint8Array(4)}}}}}); return JSON.stringify(Object.keys(a.getClientExtensionResults().prf||{})) } catch (e) { return String(e) } }"""))
    print(page.evaluate("""async () => { try { const a = await navigator.credentials.create({publicKey:{rp:{name:''},user:{name:'x',id:new Uint8Array(8),displayName:''},pubKeyCredParams:[{type:'public-key',alg:-7}],authenticatorSelection:{residentKey:'required',userVerification:'required'},challenge:new Uint8Array(16),extensions:{prf:{}}}}); return JSON.stringify(a.getClientExtensionResults()) } catch (e) { return String(e) } }"""))
    assert 0
